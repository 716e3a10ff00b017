package store

import (
	"fmt"
	"runtime"
	"testing"
	"time"
)

// benchKeys returns n keys of 16 bytes.
func benchKeys(n int) [][]byte {
	keys := make([][]byte, n)
	for i := range keys {
		keys[i] = fmt.Appendf(nil, "key:%012d", i)
	}
	return keys
}

// filled returns a store that holds keys with values of 16 bytes.
func filled(keys [][]byte, opt SetOptions) *Store {
	s := New()
	for _, key := range keys {
		s.Set(key, key, opt)
	}
	return s
}

func BenchmarkGet(b *testing.B) {
	keys := benchKeys(1 << 10) // few enough for the cache
	tomorrow := SetOptions{Deadline: time.Now().Add(24 * time.Hour).UnixMilli()}
	for name, opt := range map[string]SetOptions{"no deadline": {}, "deadline": tomorrow} {
		b.Run(name, func(b *testing.B) {
			s := filled(keys, opt)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				s.Get(keys[i%len(keys)])
			}
		})
	}
}

func BenchmarkGetParallel(b *testing.B) {
	keys := benchKeys(1 << 10)
	s := filled(keys, SetOptions{})
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			s.Get(keys[i%len(keys)])
		}
	})
}

func BenchmarkSet(b *testing.B) {
	keys := benchKeys(1 << 16)
	s := filled(keys, SetOptions{})
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		s.Set(keys[i%len(keys)], keys[0], SetOptions{})
	}
}

func BenchmarkExpire(b *testing.B) {
	keys := benchKeys(1 << 16)
	s := filled(keys, SetOptions{})
	tomorrow := time.Now().Add(24 * time.Hour).UnixMilli()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		s.Expire(keys[i%len(keys)], tomorrow+int64(i*7919%100_000), 0)
	}
}

// BenchmarkScan measures one call with the count that Redis takes by default.
func BenchmarkScan(b *testing.B) {
	s := filled(benchKeys(1<<20), SetOptions{})
	b.ReportAllocs()
	var cursor uint64
	visited := 0
	for b.Loop() {
		cursor = s.Scan(cursor, 10, func(string) { visited++ })
	}
	b.ReportMetric(float64(visited)/float64(b.N), "keys/op")
}

func BenchmarkRandom(b *testing.B) {
	s := filled(benchKeys(1<<20), SetOptions{})
	b.ReportAllocs()
	for b.Loop() {
		s.Random()
	}
}

// BenchmarkKeys measures KEYS with a pattern that no key matches.
func BenchmarkKeys(b *testing.B) {
	s := filled(benchKeys(1<<20), SetOptions{})
	b.ReportAllocs()
	for b.Loop() {
		s.Keys(func(string) bool { return false })
	}
}

func BenchmarkStats(b *testing.B) {
	s := filled(benchKeys(1<<16), SetOptions{Deadline: time.Now().Add(24 * time.Hour).UnixMilli()})
	b.ReportAllocs()
	for b.Loop() {
		s.Stats()
	}
}

// BenchmarkSweepBatch measures one lock hold of the sweeper.
func BenchmarkSweepBatch(b *testing.B) {
	keys := benchKeys(1 << 20)
	s := New()
	refill := func() {
		deadline := time.Now().UnixMilli() + 1000
		for i, key := range keys {
			s.Set(key, nil, SetOptions{Deadline: deadline + int64(i*7919%100_000)})
		}
		for i := range s.shards { // a second later, without waiting for it
			for _, e := range s.shards[i].deadlines {
				e.deadline -= 1_000_000
			}
		}
	}
	b.ReportAllocs()
	shard := 0
	for b.Loop() {
		removed, _ := s.shards[shard].sweep()
		for removed < sweepBatch {
			if shard++; shard == shardCount {
				b.StopTimer()
				refill()
				shard = 0
				b.StartTimer()
			}
			removed, _ = s.shards[shard].sweep()
		}
	}
}

// BenchmarkMemory reports the heap bytes per key, key and value of 16 bytes each
// included.
func BenchmarkMemory(b *testing.B) {
	keys := benchKeys(1 << 18)
	tomorrow := SetOptions{Deadline: time.Now().Add(24 * time.Hour).UnixMilli()}
	for name, opt := range map[string]SetOptions{"no deadline": {}, "deadline": tomorrow} {
		b.Run(name, func(b *testing.B) {
			var before, after runtime.MemStats
			for b.Loop() {
				runtime.GC()
				runtime.ReadMemStats(&before)
				s := filled(keys, opt)
				runtime.GC()
				runtime.ReadMemStats(&after)
				runtime.KeepAlive(s)
			}
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(len(keys)), "B/key")
		})
	}
}
