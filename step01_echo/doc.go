// Package echo is step 1: a TCP server that sends back what it receives.
//
// What is new: the accept loop, one goroutine per connection, and an end.
// [Serve] knows nothing of the bytes; a handle function does. Every later step
// calls Serve with a handle function of its own, until step 6 replaces it.
//
// Invariants:
//
//   - I1. A client gets back the bytes it sent, in order, however they were cut
//     into packets.
//   - I2. A client that closes its sending half still receives all it is owed
//     before the connection ends.
//   - I3. A connection has a goroutine of its own: one that is slow, silent or
//     stuck does not delay another.
//   - I4. A failed accept does not end the server. Accept is tried again after
//     5 ms, then 10 ms, and so on up to 1 s, for as long as it fails. Only a
//     closed listener ends the loop.
//   - I5. Serve returns only after every handle call has returned, and by then
//     every connection is closed.
//
// Run it, and talk to it from a second terminal:
//
//	go run ./step01_echo/server
//	nc 127.0.0.1 6379
package echo
