// Package expiry is step 4: keys that disappear on time.
//
// What is new: deadlines; the options of SET (EX PX EXAT PXAT NX XX KEEPTTL
// GET); EXPIRE, PEXPIRE, EXPIREAT and PEXPIREAT, without options; TTL, PTTL and
// PERSIST. A key whose time is over is removed lazily, by whoever touches it, or
// actively, by a goroutine that sleeps until the next deadline.
//
// What it carries in: everything of steps 1 and 2, and the commands of step 3,
// which run on any Keyspace.
//
// What it replaces: step 3's Store. A value and its deadline are one fact, so
// they live under one lock: with a second map beside the first, a SET could
// store its value just before the deadline of an older one took it away.
//
// Invariants:
//
//   - I1. A key with a deadline is there up to and including that millisecond,
//     and gone in the next, whether or not the sweeper has run.
//   - I2. The sweeper removes an expired key that nobody touches.
//   - I3. A plain SET clears the deadline that the key had; INCR and APPEND
//     keep it.
//   - I4. The sweeper removes at most 100 keys under one hold of the lock, so a
//     million that expire together do not stop the server.
//   - I5. The sweeper sleeps when nothing is due, however many keys wait, and
//     ends with its context.
//   - I6. Any int64 is safe as a time: an overflow is an error reply, and a
//     deadline in the past deletes the key.
//
// Time is the clock of package time and nothing else, so that in a bubble of
// testing/synctest a test can let years pass in a moment.
//
// Run it, and talk to it from a second terminal:
//
//	go run ./step04_expiry/server
//	redis-cli SET ticket 42 EX 10
package expiry
