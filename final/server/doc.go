// Package server is the server: it accepts connections, reads commands, finds them
// in one table, executes them on the keyspace and the hub, and replies.
//
//	socket → resp.Reader → command table → store, pubsub → resp.Writer → socket
//
// The files follow one command on its way. server.go and accept.go bring the
// connection in, and end it; conn.go reads, dispatch.go dispatches, output.go writes;
// table.go declares every command once; strings.go, keys.go, expiry.go and so on
// execute them; subscribe.go gives a connection that subscribes its second
// direction. auth.go decides who may send what; clients.go, info.go and config.go
// answer the questions of those who run the server, and observer.go says what others
// may watch of it. The program around all this, with flags, log and signals, is package
// program.
//
// What it keeps from the steps of this workbook, with other means:
//
//   - Replies are written only before the connection waits for input, so however
//     many commands were pipelined, they cost one write.
//   - A client may write any pipeline before it reads the first reply. While replies
//     don't get through, commands are received and kept, so memory follows what the
//     client has sent (backlog.go).
//   - A permit is taken before a connection is accepted: more clients than
//     MaxClients wait in the kernel's queue, unless RejectClients is set. Where a program
//     listens at several addresses, one client of each may have been accepted
//     before that.
//   - A client's mistake gets an error reply with the text of Redis 7.0. A breach of
//     the protocol gets one, too, and ends that connection only.
//   - No lock is held while a connection is read from or written to.
//   - Shutdown lets commands that were received finish, and their replies out.
//
// A command is one step for all other clients, also one on several keys, in several
// shards, or on all of them. SCAN is a step for each call.
//
// After CLIENT REPLY OFF, QUIT and a breach of the protocol close the connection as
// they do otherwise. Redis 7.0 leaves it open then, and executes nothing more of it.
//
// A connection takes one goroutine, and a second one while it has subscriptions.
package server
