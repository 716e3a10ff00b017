package store

// index finds the slots of a shard by hash. It is a table of buckets, some power of two
// of them; a bucket stands at the position that the low bits of its hash name, or at
// the next one that was free: between the two, none is free.
//
// Why not a map: a lookup here waits for memory once, in a map of a million keys
// several times in a row (directory, table, group). It holds no pointers, so the
// garbage collector skips it. What a map does better is to grow in steps: see
// resize.
type index struct {
	buckets []bucket
	used    int
}

// bucket is a slot under the hash of its key, free if it is the zero value. Two
// keys may have the same hash: it tells that a slot is not worth looking at, the
// key in the slot's entry tells which one is right.
type bucket struct {
	hash  uint32
	place int32 // slot + 1
}

// minBuckets is the least number of buckets: one cache line.
const minBuckets = 8

func newIndex() index { return index{buckets: make([]bucket, minBuckets)} }

// wrap returns the position of hash i, or i itself if it is within the table.
func (x *index) wrap(i uint32) uint32 { return i & uint32(len(x.buckets)-1) }

// add adds a slot under a hash.
func (x *index) add(hash uint32, slot int32) {
	// With more than three quarters in use, a search would meet many others.
	if x.used++; x.used > len(x.buckets)/4*3 {
		x.resize(2 * len(x.buckets))
	}
	x.insert(bucket{hash, slot + 1})
}

func (x *index) insert(b bucket) {
	i := x.wrap(b.hash)
	for x.buckets[i].place != 0 {
		i = x.wrap(i + 1)
	}
	x.buckets[i] = b
}

// position returns where a slot is, which has to be there under that hash.
func (x *index) position(hash uint32, slot int32) uint32 {
	i := x.wrap(hash)
	for x.buckets[i].place != slot+1 {
		i = x.wrap(i + 1)
	}
	return i
}

// move replaces the slot from under the hash by the slot to.
func (x *index) move(hash uint32, from, to int32) {
	x.buckets[x.position(hash, from)].place = to + 1
}

// remove takes a slot out. Buckets that stand behind it because it was in their
// way are pulled forward, so that no search ends at the gap too early. remove
// reports whether the index has shrunk, being almost empty.
func (x *index) remove(hash uint32, slot int32) (shrunk bool) {
	gap := x.position(hash, slot)
	for i := x.wrap(gap + 1); x.buckets[i].place != 0; i = x.wrap(i + 1) {
		if b := x.buckets[i]; x.wrap(i-b.hash) >= x.wrap(i-gap) {
			x.buckets[gap] = b
			gap = i
		}
	}
	x.buckets[gap] = bucket{}
	x.used--
	if shrunk = len(x.buckets) > minBuckets && x.used < len(x.buckets)/16; shrunk {
		x.resize(len(x.buckets) / 4)
	}
	return shrunk
}

// resize moves all buckets into n others. It runs in one lock hold, and
// BenchmarkResize measures how long.
func (x *index) resize(n int) {
	old := x.buckets
	x.buckets = make([]bucket, max(n, minBuckets))
	for _, b := range old {
		if b.place != 0 {
			x.insert(b)
		}
	}
}
