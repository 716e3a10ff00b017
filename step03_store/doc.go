// Package store is step 3: clients share data.
//
// What is new: a map behind a mutex, and the commands on strings: GET, SET, DEL,
// EXISTS, INCR, DECR, INCRBY, MGET, MSET, STRLEN, APPEND, KEYS, DBSIZE and
// FLUSHALL; KEYS brings glob patterns.
//
// What it carries in: step 1's accept loop, and step 2's frames, table and
// connection loop.
//
// What it replaces: nothing. Its commands join those of step 2 in the table.
//
// Invariants:
//
//   - I1. Every command is atomic: no client sees half of an MSET, and of two
//     INCRs of one key neither is lost.
//   - I2. The lock is held for work on the map only, never while a client is
//     read from or written to. A client that stalls holds up nobody.
//   - I3. What is stored is the store's own: it aliases no buffer of a
//     connection, and no client can change what another was given.
//   - I4. A command that fails changes nothing.
//   - I5. Matching a glob pattern takes at most len(pattern) × len(key) steps,
//     whatever the pattern.
//
// Run it, and talk to it from a second terminal:
//
//	go run ./step03_store/server
//	redis-cli SET greeting hello
package store
