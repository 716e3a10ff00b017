package store

import (
	"errors"
	"fmt"
	"math"
	"testing"
	"testing/synctest"
	"time"
)

// TestHitsAndMisses holds what Redis 7.0 counts for one call on a key that exists
// and for one on a key that does not.
func TestHitsAndMisses(t *testing.T) {
	other := []byte("other")
	for name, c := range map[string]struct {
		counts bool
		call   func(s *Store, key []byte)
	}{
		"Get":          {true, func(s *Store, key []byte) { s.Get(key, nil) }},
		"Length":       {true, func(s *Store, key []byte) { s.Length(key) }},
		"GetMany":      {true, func(s *Store, key []byte) { s.GetMany([][]byte{key}, func(int, []byte, bool) {}) }},
		"GetAndExpire": {true, func(s *Store, key []byte) { s.GetAndExpire(key, 0) }},
		"GetAndDelete": {true, func(s *Store, key []byte) { s.GetAndDelete(key) }},
		"Exists":       {true, func(s *Store, key []byte) { s.Exists(key) }},
		"Deadline":     {true, func(s *Store, key []byte) { s.Deadline(key) }},
		"Copy":         {true, func(s *Store, key []byte) { s.Copy(key, other, true) }},
		"Copy to it":   {true, func(s *Store, key []byte) { s.Copy(key, key, false) }},
		"Set GET":      {true, func(s *Store, key []byte) { s.Set(key, nil, SetOptions{Get: true}) }},
		"Set GET XX":   {true, func(s *Store, key []byte) { s.Set(key, nil, SetOptions{Get: true, IfExists: true}) }},
		"Set NX":       {false, func(s *Store, key []byte) { s.Set(key, nil, SetOptions{IfMissing: true}) }},
		"SetMany":      {false, func(s *Store, key []byte) { s.SetMany([][]byte{key, key}) }},
		"SetManyIfMissing": {false, func(s *Store, key []byte) {
			s.SetManyIfMissing([][]byte{key, key})
		}},
		"Incr":    {false, func(s *Store, key []byte) { s.Incr(key, 1) }},
		"Append":  {false, func(s *Store, key []byte) { s.Append(key, key, 10) }},
		"Delete":  {false, func(s *Store, key []byte) { s.Delete(key) }},
		"Expire":  {false, func(s *Store, key []byte) { s.Expire(key, math.MaxInt64, 0) }},
		"Persist": {false, func(s *Store, key []byte) { s.Persist(key) }},
		"Rename":  {false, func(s *Store, key []byte) { s.Rename(key, other, false) }},
		"Keys":    {false, func(s *Store, _ []byte) { s.Keys(nil) }},
		"Scan":    {false, func(s *Store, _ []byte) { scanned(s, 0, 10) }},
		"Random":  {false, func(s *Store, _ []byte) { s.Random() }},
		"Update": {false, func(s *Store, key []byte) {
			s.Update(key, func([]byte, bool) ([]byte, error) { return nil, errors.New("refused") })
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s := New()
			var want Stats
			if c.counts {
				want = Stats{Hits: 1, Misses: 1}
			}
			c.call(s, []byte("missing"))
			s.Clear()
			s.Set([]byte("k"), nil, SetOptions{})
			c.call(s, []byte("k"))
			s.Clear()
			if got := s.Stats(); got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
			s.ResetStats()
			if got := s.Stats(); got != (Stats{}) {
				t.Errorf("after ResetStats: %+v", got)
			}
		})
	}
}

// TestExpiredCounts: a key whose deadline passed counts once, when it is removed, and
// not if another reason removes it.
func TestExpiredCounts(t *testing.T) {
	k := []byte("k")
	for name, c := range map[string]struct {
		want int64
		call func(t *testing.T, s *Store)
	}{
		"nothing":         {0, func(*testing.T, *Store) {}},
		"access, twice":   {1, func(_ *testing.T, s *Store) { s.Get(k, nil); s.Get(k, nil) }},
		"delete":          {1, func(_ *testing.T, s *Store) { s.Delete(k) }},
		"set":             {1, func(_ *testing.T, s *Store) { s.Set(k, k, SetOptions{}) }},
		"scan":            {1, func(_ *testing.T, s *Store) { scanned(s, 0, 1) }},
		"random":          {1, func(_ *testing.T, s *Store) { s.Random() }},
		"keys":            {0, func(_ *testing.T, s *Store) { s.Keys(nil) }},
		"clear":           {0, func(_ *testing.T, s *Store) { s.Clear() }},
		"sweep":           {1, func(t *testing.T, s *Store) { startSweep(t, s) }},
		"set in the past": {2, func(_ *testing.T, s *Store) { s.Set(k, k, SetOptions{Deadline: 1}) }},
		"expire at once":  {1, func(_ *testing.T, s *Store) { s.Set(k, k, SetOptions{}); s.Expire(k, 1, 0) }},
		"get and expire":  {1, func(_ *testing.T, s *Store) { s.Set(k, k, SetOptions{}); s.GetAndExpire(k, 1) }},
		"refused in the past": {1, func(_ *testing.T, s *Store) {
			s.Set(k, k, SetOptions{Deadline: 1, IfExists: true})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := New()
				s.Set(k, k, SetOptions{Deadline: unixMS(time.Millisecond)})
				time.Sleep(2 * time.Millisecond)
				c.call(t, s)
				if got := s.Stats().Expired; got != c.want {
					t.Errorf("%d keys expired, want %d", got, c.want)
				}
				s.ResetStats()
				if got := s.Stats().Expired; got != 0 {
					t.Errorf("%d keys expired after ResetStats, want 0", got)
				}
			})
		})
	}
}

func TestStatsSizes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New()
		for _, step := range []struct {
			deadlines []int64
			want      Stats
		}{
			{nil, Stats{}},
			{[]int64{0, 0}, Stats{Keys: 2}},
			{[]int64{0, unixMS(time.Second)}, Stats{Keys: 2, Expiring: 1, AverageTTL: 1000}},
			{[]int64{unixMS(time.Second), unixMS(4 * time.Second), unixMS(0)}, Stats{Keys: 3, Expiring: 3, AverageTTL: 2500}},
			{[]int64{unixMS(0)}, Stats{Keys: 1, Expiring: 1}},
			{[]int64{unixMS(0) + 1<<62, unixMS(0) + 1<<62}, Stats{Keys: 2, Expiring: 2, AverageTTL: 1 << 62}},
		} {
			s.Clear()
			for i, deadline := range step.deadlines {
				s.Set(fmt.Append(nil, i), nil, SetOptions{Deadline: deadline})
			}
			if got := s.Stats(); got != step.want {
				t.Errorf("with deadlines %d: got %+v, want %+v", step.deadlines, got, step.want)
			}
		}
	})
}

// TestAverageTTLIsThatOfTheStore: the sample of a large store is fair enough for its
// mean to come within a quarter of the mean of all, in whatever order keys came.
func TestAverageTTLIsThatOfTheStore(t *testing.T) {
	const n, longest = 1 << 15, 100_000
	for name, ttl := range map[string]func(i int) int64{
		"rising":  func(i int) int64 { return 1 + int64(i)*longest/n },
		"falling": func(i int) int64 { return longest - int64(i)*longest/n },
		"mixed":   func(i int) int64 { return 1 + int64(i)*7919%longest },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := New()
				for i := range n {
					s.Set(fmt.Append(nil, i), nil, SetOptions{Deadline: unixMS(0) + ttl(i)})
				}
				if got := s.Stats(); got.Expiring != n || got.AverageTTL < longest*3/8 || got.AverageTTL > longest*5/8 {
					t.Errorf("got %+v, want %d expiring and a mean near %d", got, n, longest/2)
				}
			})
		})
	}
}
