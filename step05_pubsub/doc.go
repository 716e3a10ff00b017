// Package pubsub is step 5: messages arrive unasked.
//
// What is new: a hub that passes what one client publishes to those that have
// subscribed; SUBSCRIBE, UNSUBSCRIBE, PSUBSCRIBE, PUNSUBSCRIBE, PUBLISH and
// PUBSUB, and the rules of a connection in subscriber mode, with QUIT and RESET.
//
// What it carries in: step 1's accept loop, step 2's frames and table, step 3's
// commands and glob patterns, step 4's store and sweeper.
//
// What it replaces: step 2's connection loop. There one goroutine read, executed
// and wrote. Now others want to write to the connection as well, so it has two
// directions: a reader that executes commands, a writer that owns the encoder,
// and a queue between them where replies and messages line up.
//
// Invariants, which are theorems about any number of clients:
//
//   - I1. What one client publishes on a channel reaches each subscriber in the
//     order published.
//   - I2. The confirmation of a subscription comes before its first message, and
//     no message comes after the confirmation of its end.
//   - I3. PUBLISH returns the number of messages queued for subscribers: for a
//     client subscribed to the channel and to a pattern that matches it, two.
//   - I4. A publisher never waits for a subscriber. One for whom 1,024 messages
//     wait, besides those being written, is dropped by the next: its connection
//     ends, so that it can't miss one unawares.
//   - I5. The hub has no entry for a channel or pattern without subscribers.
//   - I6. No lock is held while a connection is read from, written to or closed.
//   - I7. A connection with a subscription may only change its subscriptions,
//     PING, QUIT or RESET. Everything else gets an error reply.
//
// Run it, and talk to it from two more terminals:
//
//	go run ./step05_pubsub/server
//	redis-cli SUBSCRIBE news
//	redis-cli PUBLISH news hello
package pubsub
