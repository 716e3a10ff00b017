// Package client is the client library of this workbook. It talks to the server in
// package server, and to Redis from version 6 on.
//
//	callers → queue → writer → socket → reader → callers
//
// A [Client] shares one connection, or a few ([Options].Conns), among any number of
// goroutines. The writer gathers the commands that wait into one write, and the
// reader hands the replies, which come in the order of the commands, to their
// callers: independent callers are pipelined without knowing of each other. A
// [Pipeline] does the same for one caller. A [Subscriber] has a connection of its
// own, because messages arrive unasked.
//
// # Theorems
//
// Each is tested under its number.
//
//   - C1 Own replies. A caller gets the reply to its own command or an error, and
//     never the reply to another's.
//   - C2 Order. The commands of a goroutine are sent in its order, and those of a
//     Pipeline one right after the other. Over several connections this holds because
//     a call lasts until its reply; one that its caller has left (C4) may be executed
//     after the caller's next.
//   - C3 At most once. No command is sent twice, but one that only reads where
//     Options.RetryReads asks for it. An error with [ErrUnknownOutcome] in it says
//     that the command may have been executed; one of this package's others, but for
//     [ErrUnexpectedReply], that it was not. A command of which no byte has been sent
//     may wait for the next connection, as long as its context lets it.
//   - C4 Cancellation. A caller whose context ends returns at once. Its late reply
//     is read in its turn and thrown away; the connection goes on. A context without a
//     deadline has that of Options.Timeout, 10 s unless it is set.
//   - C5 Bounds. On each connection at most 1,024 calls wait to be sent and as many
//     for their replies; further callers wait with their own command. What a server
//     promises takes no memory, and what it sends at most Options.MaxReplyLen bytes a
//     reply.
//   - C6 Close. Close returns when the goroutines of the Client and its
//     Subscribers have ended. No caller waits any longer than that.
//   - C7 Lies. Bytes that are not RESP, replies cut off, too long or unasked, and
//     replies that never come end the connection: callers in flight get an error
//     with the reason, and the next caller a new connection.
//   - C8 Messages. A Subscriber returns messages in the order of the server, each
//     once. What a subscription has had since it was confirmed is missing only
//     where Receive returns [ErrGap], once for each connection lost.
//   - C9 Slow receivers. A Subscriber reads at most 128 messages or 256 KB ahead,
//     beside its read buffer of 16 KB and one message on either side.
//
// # Ownership
//
// Keys, values, messages and arguments are strings, which hold any bytes and never
// change: what is given to a method is copied before it is sent, and what comes
// back is the caller's. A program that has []byte converts them, which copies too;
// a client could not lend the caller's memory to a socket and return at once when a
// context ends.
//
// Everything is safe for concurrent use but a Pipeline, which is for one goroutine
// at a time until Run has taken its commands.
//
// # Connections
//
// [Dial] connects, so a wrong address or password is noticed there; [New] leaves that
// to its first caller. A connection that is lost is replaced when a caller needs one:
// at once, then after waits that double from 10 ms to 1 s, a random half of each left
// out. A command waits for that, for as long as its context or Options.Timeout lets
// it. A Subscriber connects again by itself.
//
// A connection may begin with an error reply: to AUTH, CLIENT SETNAME and PING in
// RESP2, to HELLO in RESP3, and to the SUBSCRIBE and PSUBSCRIBE of a Subscriber that
// comes back. Dial and [Client.Subscribe], which try once, return it, unless it means
// nothing. Later it means, the first line that fits being the one that counts,
//
//	NOAUTH, WRONGPASS, NOPERM, DENIED   refused: waiting callers get it, and a
//	                                    Subscriber ends with it
//	ERR, in reply to AUTH               refused as well
//	ERR max number of clients reached   a state that passes: connect again
//	LOADING, BUSY, MASTERDOWN           the same
//	ERR unknown command, to PING        nothing: the connection is used
//	another code than ERR, to PING      nothing: a server that says MISCONF to PING
//	                                    answers GET
//	whatever else                       a state that passes, as NOPROTO and an unknown
//	                                    HELLO in the middle of an upgrade
//
// Where Options.RetryRefused asks for it, a refusal passes, too.
//
// A certificate that this end does not accept is a refusal, too; one that the server
// does not accept, and whatever else keeps a connection from being made, may pass.
//
// Files follow one command: client.go takes it from the caller as a call (call.go), a
// lane (lane.go) keeps a connection (connect.go) for it, link.go writes it, source.go
// and read.go read the reply. subscriber.go, request.go, session.go and confirm.go do
// the same for subscriptions.
package client
