// Package pubsub is the hub between publishers and subscribers: channels,
// patterns, and a bounded queue per subscriber. It knows nothing of sockets. What
// the queues hold is bytes ready to be written, made by a function that the caller
// gives to New; that function alone knows RESP, in its versions 2 and 3.
//
// # Theorems
//
// Each is tested under its number.
//
//   - T1 Order. The messages of a channel reach all its subscribers in one and
//     the same order, in which those of each publisher are as it published them.
//   - T2 Boundaries. In a subscriber's queue, the confirmation of a subscription
//     stands before the channel's first message and the confirmation of its
//     end after the last. Once Unsubscribe has returned, nothing of the channel is
//     added. The confirmations of one call stand together.
//   - T3 Count. Publish returns the number of deliveries accepted. A subscriber
//     matched by its channel and by two patterns gets three and counts three times.
//   - T4 Slow subscribers. A message that exceeds a limit of a subscriber's queue
//     drops the subscriber, and so does a queue that stays at its soft limit for
//     too long: it leaves the hub at once and its drop function is called once,
//     with the limit's name. The publisher does not wait.
//   - T5 No remains. The hub holds no entry for a channel or a pattern without
//     subscribers, and none for a subscriber that left or was dropped.
//   - T6 Short locks. No lock is held across I/O, a blocking operation or a drop
//     function.
//   - T7 Encodings. Each message and confirmation has the encoding of the protocol
//     that its subscriber had when it was queued.
//
// # How a connection uses it
//
// A connection that never subscribes needs nothing from this package but
// Publish. One that does gets a second direction at its first SUBSCRIBE:
//
//  1. It flushes the replies written so far, makes a Subscriber, and starts a
//     writer: a goroutine that loops over Take and writes each piece to the
//     socket. From now on the writer alone writes.
//  2. Its reader goes on executing commands. It calls WaitRoom before each, hands
//     each reply to Reply, and calls Subscribe, Unsubscribe and so on without
//     replying itself: the hub puts the confirmations into the queue, in the same
//     step as the change, which is what T2 rests on.
//  3. At its end it calls Leave, waits for the writer, which first gets what is
//     left in the queue, and closes the socket. A writer whose socket fails calls
//     Leave too, and sees to it that the reader ends.
//
// # Bounds
//
// Limits has the rule for what waits. WaitRoom keeps a client from piling up replies
// and confirmations, but for those to one command; AdmitReply drops it if these are too
// long (Redis 7.0: a RESP3 client that subscribes and asks for a value beyond the limit
// is dropped).
//
// An item counts until Take hands it out, and Take hands out a piece: at most 64 KB,
// or one item. So a subscriber holds messages within its hard limit, replies
// and confirmations below 64 KB plus those of a single command, and one piece of
// either that is being written.
//
// The bytes of a message are charged to every subscriber, though all of the same
// protocol share them. Messages below 512 bytes, of which 64 are for what is besides
// names and payload, share blocks of up to 2 KB with others of their channel or
// pattern, of both protocols. A queue keeps a block as long as it
// holds a message of it: less than three times what it is charged, and 4 KB for each
// subscription and for each time it was ended and renewed meanwhile. The hub keeps
// up to 2 KB for each channel and pattern.
//
// A queue at its soft limit has a timer, which stops when the queue gets below the
// limit or ends. There is none otherwise, and no goroutine.
//
// # Costs
//
// One mutex orders all publishers. Publish matches the channel against every
// pattern in the hub while it holds that mutex, and an encoder copies the payload
// inside it, once per protocol and channel or pattern matched, not per subscriber.
// Matching takes up to len(pattern) × len(channel) steps. Where these are more than
// 4096, they are taken before, without the mutex: they delay their publisher alone.
package pubsub
