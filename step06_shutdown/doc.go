// Package shutdown is step 6: a server that knows its limit, and how to stop.
//
// What is new: a limit on connections, kept by a semaphore; an end in which no
// reply is cut off; CONFIG GET, which redis-benchmark asks before it starts.
//
// What it carries in: all of step 5, connection by connection, and through it
// the steps before.
//
// What it replaces: step 1's accept loop. There the end of a context closed
// everything at once. A server that lets its clients finish must tell "take no
// more commands" from "close", so [Server] has two ends, a gentle and a hard
// one, and the shape of net/http's: Serve, Shutdown, ErrServerClosed.
// [Run] takes the place of step 1's, since a second signal has a meaning here.
//
// Invariants:
//
//   - I1. At most MaxConns connections are served at once. Further clients wait
//     unaccepted, and are served when others leave.
//   - I2. Once Shutdown is called, no connection is accepted, and those waiting
//     for a command end at once, subscribers included.
//   - I3. A command that the server has read is executed, and its reply sent
//     whole, unless the grace period ends first.
//   - I4. When the grace period ends, whatever is left is closed.
//   - I5. Serve returns ErrServerClosed when every goroutine that it started
//     has ended, and Shutdown returns no earlier.
//
// Run it, and stop it with Ctrl-C: once for the gentle end, twice for the hard
// one.
//
//	go run ./step06_shutdown/server
package shutdown
