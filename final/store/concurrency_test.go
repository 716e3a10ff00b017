package store

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"
)

// TestReadersNeverSeeHalfASetMany: S1, for keys in several shards named in any order.
func TestReadersNeverSeeHalfASetMany(t *testing.T) {
	s := New()
	var keys [][]byte
	for i := range 8 {
		keys = append(keys, fmt.Append(nil, "key", i))
	}
	set := func(value []byte, order [][]byte) {
		var pairs [][]byte
		for _, key := range order {
			pairs = append(pairs, key, value)
		}
		s.SetMany(pairs)
	}
	set([]byte("0"), keys)

	var writers, readers sync.WaitGroup
	done := make(chan struct{})
	for w := range 2 {
		writers.Go(func() {
			order := slices.Clone(keys)
			if w == 1 {
				slices.Reverse(order) // would deadlock if locks were taken in this order
			}
			for i := range 3000 {
				set(fmt.Append(nil, w, i), order)
			}
		})
	}
	for range 2 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				var first []byte
				s.GetMany(keys, func(i int, value []byte, ok bool) {
					if i == 0 {
						first = value
					}
					if !ok || !bytes.Equal(value, first) {
						t.Errorf("key %d has %q, key 0 has %q", i, value, first)
					}
				})
				if n := s.Exists(keys...); n != len(keys) {
					t.Errorf("%d keys exist, want %d", n, len(keys))
				}
			}
		})
	}
	writers.Wait()
	close(done)
	readers.Wait()
}

func TestConcurrentUpdatesLoseNothing(t *testing.T) {
	key := []byte("n")
	for name, increment := range map[string]func(s *Store) error{
		"Incr": func(s *Store) error { _, err := s.Incr(key, 1); return err },
		"Update": func(s *Store) error {
			return s.Update(key, func(old []byte, ok bool) ([]byte, error) {
				runtime.Gosched() // the others queue up for the lock
				n, _ := strconv.Atoi(string(old))
				return strconv.AppendInt(nil, int64(n+1), 10), nil
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := New()
			var workers sync.WaitGroup
			for range 16 {
				workers.Go(func() {
					for range 500 {
						if err := increment(s); err != nil {
							t.Error(err)
						}
					}
				})
			}
			workers.Wait()
			wantValue(t, s, "n", strconv.Itoa(16*500))
		})
	}
}

// TestValuesStayConstantUnderConcurrentWrites: S5. The race detector sees a write in
// place even if the bytes happen to be equal.
func TestValuesStayConstantUnderConcurrentWrites(t *testing.T) {
	s := New()
	k := []byte("k")
	var workers sync.WaitGroup
	workers.Go(func() {
		for i := range 2000 {
			switch {
			case i%100 == 0:
				s.Set(k, []byte("ab"), SetOptions{})
			case i%2 == 0:
				s.Set(k, bytes.Repeat([]byte{'A' + byte(i%26)}, s.Length(k)), SetOptions{})
			case i%100 == 51:
				s.Update(k, func(old []byte, _ bool) ([]byte, error) { return old[:1], nil })
			default:
				s.Append(k, []byte{'a' + byte(i%26)}, 1000)
			}
		}
	})
	for range 2 {
		workers.Go(func() {
			for range 2000 {
				value, _ := s.Get(k, nil)
				content := string(value)
				s.Exists(k) // gives the writer a chance
				if string(value) != content {
					t.Errorf("value %q turned into %q", content, value)
				}
				_ = append(value, "the reader's own"...)
			}
		})
	}
	workers.Wait()
}

// TestReadersNeverSeeHalfAValue: a value is copied into the buffer of a reader before it is
// written over.
func TestReadersNeverSeeHalfAValue(t *testing.T) {
	s := New()
	k := []byte("k")
	s.Set(k, make([]byte, 1000), SetOptions{})
	var workers sync.WaitGroup
	for w := range 2 {
		workers.Go(func() {
			for i := range 2000 {
				s.Set(k, bytes.Repeat([]byte{byte(2*i + w)}, 1000), SetOptions{})
			}
		})
		workers.Go(func() {
			buf := make([]byte, 1000)
			for range 2000 {
				value, _ := s.Get(k, buf)
				if n := bytes.Count(value, value[:1]); n != 1000 {
					t.Errorf("%d bytes of 1000 are of one value", n)
				}
			}
		})
	}
	workers.Wait()
}

// TestMethodsFromManyGoroutines lets every method meet every other, for the race
// detector and for S3.
func TestMethodsFromManyGoroutines(t *testing.T) {
	s := New()
	ctx, cancel := context.WithCancel(t.Context())
	var sweeper, workers sync.WaitGroup
	sweeper.Go(func() { s.Sweep(ctx) })
	for w := range 4 {
		workers.Go(func() {
			for i := range 1000 {
				a, b := fmt.Append(nil, (i+w)%20), fmt.Append(nil, i%7)
				soon := time.Now().UnixMilli() + int64(i%3)
				s.Set(a, b, SetOptions{Deadline: soon})
				s.SetMany([][]byte{b, a, a, b})
				s.Expire(b, soon, 0)
				s.Append(a, b, 100)
				s.Incr(b, 1)
				s.Persist(a)
				s.Deadline(b)
				s.Length(a)
				s.GetMany([][]byte{b, a}, func(int, []byte, bool) {})
				s.Delete(b, a, b)
				s.SetManyIfMissing([][]byte{a, b, b, a})
				s.Rename(a, b, i%2 == 0)
				s.Copy(b, a, i%3 == 0)
				s.GetAndExpire(a, soon)
				s.GetAndDelete(b)
				s.Random()
				s.Warm([][]byte{a, b, a})
				scanned(s, uint64(i), 10)
				s.Stats()
				if i%100 == 0 {
					s.ResetStats()
					for _, key := range s.Keys(nil) {
						s.Get(key, nil)
					}
					s.Clear()
				}
			}
		})
	}
	workers.Wait()
	cancel()
	sweeper.Wait()
	checkInvariants(t, s)
}
