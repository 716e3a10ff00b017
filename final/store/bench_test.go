package store

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"
)

// benchKeys returns n keys of 16 bytes.
func benchKeys(n int) [][]byte {
	keys := make([][]byte, n)
	block := make([]byte, 0, 16*n)
	for i := range keys {
		block = fmt.Appendf(block, "key:%012d", i)
		keys[i] = block[16*i : 16*i+16]
	}
	return keys
}

// shuffled returns n keys of 16 bytes in an order that no cache can foresee.
func shuffled(n int) [][]byte {
	keys := benchKeys(n)
	rand.New(rand.NewPCG(1, 2)).Shuffle(n, func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
	return keys
}

// benchValue is a value of 64 bytes.
func benchValue() []byte { return make([]byte, 64) }

// filled returns a store that holds keys with values of 64 bytes.
func filled(keys [][]byte, opt SetOptions) *Store {
	s := New()
	value := benchValue()
	for _, key := range keys {
		s.Set(key, value, opt)
	}
	return s
}

func tomorrow() int64 { return time.Now().Add(24 * time.Hour).UnixMilli() }

// BenchmarkGet measures what a lookup costs when nothing has to come from memory.
func BenchmarkGet(b *testing.B) {
	keys := benchKeys(1 << 10) // few enough for the cache
	for name, opt := range map[string]SetOptions{"no deadline": {}, "deadline": {Deadline: tomorrow()}} {
		b.Run(name, func(b *testing.B) {
			s := filled(keys, opt)
			buf := make([]byte, 1<<10)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				s.Get(keys[i%len(keys)], buf)
			}
		})
	}
}

func BenchmarkGetParallel(b *testing.B) {
	keys := benchKeys(1 << 10)
	s := filled(keys, SetOptions{})
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		buf := make([]byte, 1<<10)
		for i := 0; pb.Next(); i++ {
			s.Get(keys[i%len(keys)], buf)
		}
	})
}

// BenchmarkScan measures one call with the count that Redis takes by default.
func BenchmarkScan(b *testing.B) {
	s := filled(benchKeys(1<<20), SetOptions{})
	b.ReportAllocs()
	var cursor uint64
	visited := 0
	for b.Loop() {
		cursor = s.Scan(cursor, 10, func([]byte) { visited++ })
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
		s.Keys(func([]byte) bool { return false })
	}
}

func BenchmarkStats(b *testing.B) {
	s := filled(benchKeys(1<<16), SetOptions{Deadline: tomorrow()})
	b.ReportAllocs()
	for b.Loop() {
		s.Stats()
	}
}

// BenchmarkSweepBatch measures one lock hold of the sweeper.
func BenchmarkSweepBatch(b *testing.B) {
	keys := shuffled(1 << 20)
	value := benchValue()
	s := New()
	refill := func() {
		deadline := time.Now().UnixMilli() + 1000
		for i, key := range keys {
			s.Set(key, value, SetOptions{Deadline: deadline + int64(i*7919%100_000)})
		}
		for i := range s.shards { // a second later, without waiting for it
			sh := &s.shards[i]
			for i := range sh.deadlines {
				item := &sh.deadlines[i]
				item.deadline -= 1_000_000
				sh.at(item.slot).deadline = item.deadline
			}
		}
	}
	b.ReportAllocs()
	shard := 0
	for b.Loop() {
		removed := s.shards[shard].sweep().removed
		for removed < sweepBatch {
			if shard++; shard == shardCount {
				b.StopTimer()
				refill()
				shard = 0
				b.StartTimer()
			}
			removed = s.shards[shard].sweep().removed
		}
	}
}

// BenchmarkMemory reports the heap bytes per key, the key of 16 bytes and its value of
// 64 included.
func BenchmarkMemory(b *testing.B) {
	keys := benchKeys(1 << 18)
	for name, opt := range map[string]SetOptions{"no deadline": {}, "deadline": {Deadline: tomorrow()}} {
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
