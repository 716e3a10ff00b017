package store

import (
	"bytes"
	"errors"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// Values around the length from which on they are long: what a plain map of bytes would
// hold, and S5: no byte changes of what was handed out.
func TestRangesAgreeWithAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, model := New(), map[string][]byte{}
		type handed struct{ got, want []byte }
		var out []handed
		key := rapid.SampledFrom([]string{"a", "b"})
		near := rapid.OneOf(rapid.IntRange(0, 10), rapid.IntRange(longBlock-10, longBlock+10), rapid.IntRange(0, 2*longBlock))
		fill := func(t *rapid.T, label string) []byte {
			return bytes.Repeat([]byte{byte(rapid.IntRange('a', 'z').Draw(t, "byte"))}, near.Draw(t, label))
		}
		t.Repeat(map[string]func(*rapid.T){
			"set": func(t *rapid.T) {
				k, v := key.Draw(t, "key"), fill(t, "length")
				model[k] = v
				s.Set([]byte(k), bytes.Clone(v), SetOptions{Adopt: rapid.Bool().Draw(t, "adopt")})
			},
			"set range": func(t *rapid.T) {
				k, offset, part := key.Draw(t, "key"), near.Draw(t, "offset"), fill(t, "part")
				limit := rapid.SampledFrom([]int{4 * longBlock, longBlock}).Draw(t, "limit")
				length, err := s.SetRange([]byte(k), int64(offset), part, limit)
				switch {
				case len(part) == 0:
				case offset+len(part) > limit:
					if !errors.Is(err, ErrTooLong) {
						t.Fatalf("error %v, want ErrTooLong", err)
					}
					return
				default:
					v := make([]byte, max(len(model[k]), offset+len(part)))
					copy(v, model[k])
					copy(v[offset:], part)
					model[k] = v
				}
				if err != nil || length != len(model[k]) {
					t.Fatalf("got %d, %v, want %d", length, err, len(model[k]))
				}
			},
			"append": func(t *rapid.T) {
				k, suffix := key.Draw(t, "key"), fill(t, "suffix")
				if length, err := s.Append([]byte(k), suffix, 1<<30); err != nil || length != len(model[k])+len(suffix) {
					t.Fatalf("got %d, %v, want %d", length, err, len(model[k])+len(suffix))
				}
				model[k] = append(bytes.Clone(model[k]), suffix...)
			},
			"copy": func(t *rapid.T) {
				if v, ok := model["a"]; ok {
					model["b"] = v
				}
				s.Copy([]byte("a"), []byte("b"), true)
			},
			"rename": func(t *rapid.T) {
				if v, ok := model["b"]; ok {
					model["a"] = v
					delete(model, "b")
				}
				s.Rename([]byte("b"), []byte("a"), false)
			},
			"get range": func(t *rapid.T) {
				k, from := key.Draw(t, "key"), near.Draw(t, "from")
				buf := make([]byte, 0, rapid.SampledFrom([]int{0, 100, longBlock}).Draw(t, "buffer"))
				got := s.GetRange([]byte(k), buf, func(n int) (int, int) { return min(from, n), n })
				want := model[k][min(from, len(model[k])):]
				out = append(out, handed{got, bytes.Clone(want)})
			},
			"": func(t *rapid.T) {
				for k, want := range model {
					if rapid.IntRange(0, 3).Draw(t, "hold") == 0 {
						got, _ := s.Get([]byte(k), nil)
						out = append(out, handed{got, want})
					}
					if !bytes.Equal(s.GetRange([]byte(k), make([]byte, 0, 4*longBlock+len(want)), whole), want) {
						t.Fatalf("%q has another value than the map", k)
					}
				}
				for _, h := range out {
					if !bytes.Equal(h.got, h.want) {
						t.Fatal("what was handed out has changed")
					}
				}
				checkInvariants(t, s)
			},
		})
	})
}

func whole(n int) (from, to int) { return 0, n }

// S7: a long value is copied while its shard is not locked, and again if it has changed
// meanwhile. Nothing is copied where nobody else holds the value.
func TestLongValuesAreCopiedOutsideTheLock(t *testing.T) {
	s := New()
	key, x := []byte("key"), []byte("x")
	value := make([]byte, 2*longBlock)
	s.Set(key, value, SetOptions{})
	sh, hash := s.shardOf(key)
	for name, change := range map[string]func(copied *remake) (length int, done bool, err error){
		"set range": func(copied *remake) (int, bool, error) { return sh.setRange(key, hash, 0, x, 1<<30, copied) },
		"append":    func(copied *remake) (int, bool, error) { return sh.append(key, hash, value, 1<<30, copied) },
	} {
		s.Set(key, value, SetOptions{})
		s.Get(key, nil)
		var copied remake
		_, done, _ := change(&copied)
		if done || !sh.mu.TryLock() {
			t.Fatalf("%s: done %t with the first call, or the shard is still locked", name, done)
		}
		sh.mu.Unlock()
		copied.make()
		s.SetRange(key, 5, x, 1<<30) // somebody else,
		s.Get(key, nil)              // who holds the value now
		if _, done, _ := change(&copied); done {
			t.Errorf("%s: what it was copied from has changed, and it was done", name)
		}
		copied.make()
		if _, done, _ := change(&copied); !done {
			t.Errorf("%s: not done although nothing has changed", name)
		}
	}

	// What is being copied is not written to in place, though nobody else holds it.
	s.Set(key, value, SetOptions{})
	s.SetRange(key, 0, x, 1<<30)
	var copied remake
	sh.setRange(key, hash, int64(len(value)), x, 1<<30, &copied)
	s.SetRange(key, 0, []byte("y"), 1<<30)
	copied.make()
	if _, done, _ := sh.setRange(key, hash, int64(len(value)), x, 1<<30, &copied); done {
		t.Error("a value was written to in place while it was copied")
	}

	first, _ := s.SetRange(key, 0, x, 1<<30) // nobody holds what this makes
	allocated := testing.AllocsPerRun(10, func() { s.SetRange(key, int64(first-1), x, 1<<30) })
	if allocated != 0 {
		t.Errorf("SetRange of a value that nobody holds makes %v allocations, want none", allocated)
	}
}

// S5 with goroutines: writers in place and readers who hold what they were given. The
// race detector sees a byte that is written while it is read.
func TestReadersHoldWhatSetRangeChanges(t *testing.T) {
	s := New()
	key := []byte("key")
	s.Set(key, make([]byte, longBlock), SetOptions{})
	var all sync.WaitGroup
	for n := range 2 {
		all.Go(func() {
			for i := range 200 {
				s.SetRange(key, int64(n*longBlock/2+i), []byte{1}, 1<<30)
			}
		})
		all.Go(func() {
			for range 200 {
				value, _ := s.Get(key, nil)
				if before := bytes.Count(value, []byte{1}); before != bytes.Count(value, []byte{1}) {
					t.Error("a value changed that was handed out")
				}
			}
		})
	}
	all.Wait()
	value, _ := s.Get(key, nil)
	if got := bytes.Count(value, []byte{1}); got != 400 {
		t.Errorf("%d bytes were written, want 400", got)
	}
}
