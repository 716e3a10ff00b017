// Package store is the keyspace: byte-string keys, byte-string values, optional
// deadlines. It knows nothing of sockets, RESP or command names.
//
// # Layout
//
// Keys are spread over 64 shards by a hash with a seed of the store's own, so
// a client cannot choose keys that all meet in one shard. Commands on keys of
// different shards do not wait for each other; a command on several keys locks every
// shard it needs, always in index order, so two such commands cannot deadlock.
//
// A command on a key out of a million spends its time waiting for memory, so the
// layout is made for few cache misses. Each shard has a mutex and
//
//	index      32 bits of the hash → slot: a table of 8-byte buckets
//	chunks     slot → entry, 56 bytes by value: slots have no holes, for Scan and Random
//	deadlines  a heap of deadlines, each with the slot of its entry
//
// and a short value lies behind its key in one block of memory. GET waits for a
// bucket, an entry and a block. A key of 16 bytes with a value of 64 takes
// about 155 bytes, and 20 more if it has a deadline (BenchmarkMemory).
//
// # Invariants
//
//   - S1 Each method is one step, or a series of steps if it says so: no other
//     method sees part of one.
//   - S2 A key is missing from the first millisecond after its deadline, whether
//     or not it has been removed yet. At the deadline itself it is alive
//     (Redis 7.0: expired means now > deadline).
//   - S3 An entry's slot is in its shard's heap if and only if the entry has a deadline,
//     and then exactly once: changing a deadline leaves nothing stale behind.
//   - S4 Sweep removes at most 256 keys per lock hold.
//   - S5 The bytes of a key never change, nor do those of a value once it was handed out.
//     Those of a value that nobody else holds do: a short one that fits is written over it,
//     and SetRange writes to a long one that Set or itself has made. Otherwise a new value is new
//     memory. An append writes only past the end of every slice handed out before, into
//     an array that no other key appends to.
//   - S7 While a shard is locked, at most 32 KB of a value are copied, beside the bytes that
//     the caller brings.
//   - S6 An entry is in its shard's slots and in its index exactly once, and while it is
//     in the shard it moves only to lower slots: a key that exists during a whole
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
// copies what it keeps, but for long values (key and value of 32 KB and more) that the
// caller leaves to it: the option Adopt of Set, and the result of the function
// given to Update. Keys and values returned by the store are shared with it
// (S5): they stay valid and constant for as long as the caller likes, and the
// caller must not write to them. One that is kept keeps its block. Only what Get copies
// into a buffer is the caller's.
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
// There is no bound on memory and no eviction. A shard's memory follows the number of
// its keys, down as well as up; its index and the arrays around it do so
// in steps, in one lock hold each, which takes 10 to 20 nanoseconds a key of the
// shard (BenchmarkResize). The memory of keys that are gone is the garbage collector's,
// and the Go runtime gives it back to the operating system in its own time. A store
// changes nothing of that for the process, but OnShrink tells who may. A shard
// holds at most 2^31-2 keys.
package store
