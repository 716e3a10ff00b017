// Package store is the keyspace: byte-string keys, byte-string values, optional
// deadlines. It knows nothing of sockets, RESP or command names.
//
// # Layout
//
// Keys are spread over 64 shards by a hash with a seed of the store's own, so
// a client cannot choose keys that all meet in one shard. Each shard has a
// mutex, a map, a heap of deadlines and, for Scan and Random, the entries in a
// slice without holes. Commands on keys of different shards do
// not wait for each other; a command on several keys locks every shard it needs,
// always in index order, so two such commands cannot deadlock.
//
// # Invariants
//
//   - S1 Each method is one step, or a series of steps if it says so: no other
//     method sees part of one.
//   - S2 A key is missing from the first millisecond after its deadline, whether
//     or not it has been removed yet. At the deadline itself it is alive
//     (Redis 7.0: expired means now > deadline).
//   - S3 An entry is in its shard's heap if and only if it has a deadline, and
//     then exactly once: changing a deadline leaves nothing stale behind.
//   - S4 Sweep removes at most 256 keys per lock hold.
//   - S5 The bytes of a value never change. A new value is a new slice, and an
//     append writes only past the end of every slice handed out before, into
//     an array that no other key appends to.
//   - S6 An entry is in its shard's slots exactly once, and while it is in the
//     shard it moves only to lower slots: a key that exists during a whole
//     iteration of Scan is visited.
//
// # Time
//
// A deadline is an int64 of milliseconds since the Unix epoch; 0 means none. Any
// int64 is accepted. The clock is time.Now, which testing/synctest simulates.
//
// # Ownership of bytes
//
// Keys and values given to the store may alias a network buffer: the store
// copies what it keeps. Values returned by the store are shared with it (S5): they
// stay valid and constant for as long as the caller likes, and the caller must
// not write to them.
//
// # Concurrency
//
// All methods may be called from any goroutine, Sweep from one at a time.
// Functions given to GetMany, Scan and Update run while shards are locked: they must
// be short and must not call the store. The one given to Keys runs when no shard
// is locked.
//
// # Limits
//
// There is no bound on memory and no eviction. Maps, heaps and slices do not shrink:
// after the removal of many keys their room stays allocated for keys to come, until
// Clear. A shard holds at most 2^31-1 keys.
package store
