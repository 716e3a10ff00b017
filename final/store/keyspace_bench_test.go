package store

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// BenchmarkKeyspace measures commands on keys in random order, so that they wait for
// memory as in life, in stores of different sizes: what grows from one
// size to the next are cache misses.
func BenchmarkKeyspace(b *testing.B) {
	for _, n := range []int{1e3, 1e4, 1e5, 1e6, 1e7} {
		b.Run(fmt.Sprintf("keys=%.0e", float64(n)), func(b *testing.B) {
			if n > 1e6 && testing.Short() {
				b.Skip("takes gigabytes")
			}
			benchKeyspace(b, n)
		})
	}
}

func benchKeyspace(b *testing.B, n int) {
	keys, value, buf := shuffled(n), benchValue(), make([]byte, 1<<10)
	s := filled(benchKeys(n), SetOptions{})
	next := 0
	for _, c := range []struct {
		name    string
		command func(key []byte)
	}{
		{"get", func(key []byte) { s.Get(key, buf) }},
		{"set", func(key []byte) { s.Set(key, value, SetOptions{}) }},
		{"set px", func(key []byte) { s.Set(key, value, SetOptions{Deadline: benchDeadline(next)}) }},
		{"get px", func(key []byte) { s.Get(key, buf) }},
		{"expire", func(key []byte) { s.Expire(key, benchDeadline(next), 0) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if next++; next >= n {
					next = 0
				}
				c.command(keys[next])
			}
		})
	}
}

// BenchmarkWarm measures lookups of random keys among a million with and without Warm.
func BenchmarkWarm(b *testing.B) {
	keys := shuffled(1e6)
	s := filled(benchKeys(len(keys)), SetOptions{})
	for name, prepare := range map[string]func([][]byte){
		"cold": func([][]byte) {},
		"warm": func(next [][]byte) { s.Warm(next) },
	} {
		b.Run(name, func(b *testing.B) {
			buf := make([]byte, 1<<10)
			b.ReportAllocs()
			at := 0
			for b.Loop() {
				next := keys[at : at+WarmKeys]
				at = (at + WarmKeys) % (len(keys) - WarmKeys)
				prepare(next)
				for _, key := range next {
					s.Get(key, buf)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*WarmKeys), "ns/key")
		})
	}
}

// benchDeadline returns one of 100,000 deadlines in the year 2100.
func benchDeadline(i int) int64 { return 4_102_444_800_000 + int64(i)*7919%100_000 }

// BenchmarkSetNew measures keys that a store does not have yet, over its growth to a
// million.
func BenchmarkSetNew(b *testing.B) {
	keys, value := shuffled(1e6), benchValue()
	s, next := New(), 0
	b.ReportAllocs()
	for b.Loop() {
		if next == len(keys) {
			b.StopTimer()
			s, next = New(), 0
			b.StartTimer()
		}
		s.Set(keys[next], value, SetOptions{})
		next++
	}
}

// BenchmarkResize measures how long the index of a shard is moved to twice as many
// buckets, by the number of keys that the shard has then.
func BenchmarkResize(b *testing.B) {
	for _, n := range []int{1 << 14, 1 << 18} {
		b.Run(fmt.Sprintf("keys=%d", n*3/4), func(b *testing.B) {
			x := newIndex()
			r := rand.New(rand.NewPCG(1, 2))
			for slot := range int32(n * 3 / 4) {
				x.add(r.Uint32(), slot)
			}
			full := x.buckets
			for b.Loop() {
				x.buckets = full
				x.resize(2 * n)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n*3/4), "ns/key")
		})
	}
}
