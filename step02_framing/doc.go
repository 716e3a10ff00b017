// Package framing is step 2: it gives the bytes a meaning.
//
// What is new: frames of RESP2, the Redis protocol, decoded from a stream and
// encoded into one; commands; a table that finds the handler of a command; and a
// connection loop that answers pipelined commands in few writes. The commands
// are PING and ECHO.
//
// What it carries in: step 1's Serve, which accepts the connections.
//
// What it replaces: nothing. [ServeConn] takes the place that step 1's Echo had.
//
// Invariants:
//
//   - I1. Decoding what was encoded gives the same frame, and the bytes give the
//     same frames however the stream was split.
//   - I2. Work is linear in the bytes received: no byte is parsed twice.
//   - I3. Memory follows bytes received, never bytes promised: a header that
//     announces 512 MB costs nothing until they arrive.
//   - I4. Every limit is checked: 64 KB a line, 512 MB a bulk string, 1,048,576
//     elements an array, 32 levels of nesting.
//   - I5. Commands are answered in the order received, and replies are flushed
//     only when the server is about to wait for input.
//   - I6. A client's mistake gets an error reply and keeps its connection. A
//     breach of the protocol gets one error reply and ends it.
//
// The decoder is stricter than Redis in two places: a header line and the
// payload of a bulk string must both end in CRLF, where Redis skips two bytes
// without looking at them. Its inline commands are simpler: spaces and tabs
// separate the words, and quotes have no meaning.
//
// Run it, and talk to it from a second terminal:
//
//	go run ./step02_framing/server
//	redis-cli PING
package framing
