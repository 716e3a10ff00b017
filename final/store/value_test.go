package store

import (
	"bytes"
	"testing"
	"testing/synctest"
	"time"
)

// TestValuesReturnedNeverChange: S5, one way to break it at a time.
func TestValuesReturnedNeverChange(t *testing.T) {
	k := []byte("k")
	for name, change := range map[string]func(s *Store){
		"Set":    func(s *Store) { s.Set(k, []byte("xxxxx"), SetOptions{}) },
		"Append": func(s *Store) { s.Append(k, []byte("x"), 100) },
		"Append, then Set of a value that fits": func(s *Store) {
			s.Append(k, []byte("x"), 100)
			s.Set(k, []byte("xxxxxxxxxx"), SetOptions{})
		},
		"Incr": func(s *Store) { s.Incr(k, 1) },
		"Copy over it": func(s *Store) {
			s.Set([]byte("j"), []byte("xxxxx"), SetOptions{})
			s.Copy([]byte("j"), k, true)
		},
		"Rename, then Append": func(s *Store) { s.Rename(k, []byte("j"), false); s.Append([]byte("j"), []byte("x"), 100) },
		"Delete":              func(s *Store) { s.Delete(k); s.Set(k, []byte("xxxxx"), SetOptions{}) },
		"Update to a prefix, then Append": func(s *Store) {
			s.Update(k, func(old []byte, _ bool) ([]byte, error) { return old[:2], nil })
			s.Append(k, []byte("x"), 100)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := New()
			s.Set(k, []byte("1234"), SetOptions{})
			s.Append(k, []byte("5"), 100)
			value, _ := s.Get(k, nil)
			change(s)
			if string(value) != "12345" {
				t.Errorf("value turned into %q, want 12345", value)
			}
		})
	}
}

// TestWhatIsSharedIsNotWrittenOver: S5, one way to get a value at a time.
func TestWhatIsSharedIsNotWrittenOver(t *testing.T) {
	k := []byte("k")
	for name, get := range map[string]func(s *Store) []byte{
		"Get":                 func(s *Store) []byte { value, _ := s.Get(k, nil); return value },
		"Get with too little": func(s *Store) []byte { value, _ := s.Get(k, make([]byte, 4)); return value },
		"GetAndExpire":        func(s *Store) []byte { value, _ := s.GetAndExpire(k, 0); return value },
		"GetMany": func(s *Store) (value []byte) {
			s.GetMany([][]byte{k}, func(_ int, v []byte, _ bool) { value = v })
			return value
		},
		"Set": func(s *Store) []byte {
			value, _, _ := s.Set(k, []byte("54321"), SetOptions{Get: true, IfMissing: true})
			return value
		},
		"Update": func(s *Store) (value []byte) {
			s.Update(k, func(old []byte, _ bool) ([]byte, error) { value = old; return nil, ErrUnchanged })
			return value
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := New()
			s.Set(k, []byte("12345"), SetOptions{})
			value := get(s)
			s.Set(k, []byte("54321"), SetOptions{})
			s.Set(k, []byte("xxxxx"), SetOptions{})
			if string(value) != "12345" {
				t.Errorf("value turned into %q, want 12345", value)
			}
			wantValue(t, s, "k", "xxxxx")
		})
	}
}

// TestNoValueKeepsMuchMoreMemoryThanItTakes: a value is written over a longer one only
// if it fills half of the memory.
func TestNoValueKeepsMuchMoreMemoryThanItTakes(t *testing.T) {
	s := New()
	k := []byte("k")
	for _, c := range []struct{ value, block int64 }{
		{999, 1000}, {800, 1000}, {500, 1000}, {999, 1000}, {498, 499}, {499, 500}, {0, 1},
	} {
		s.Set(k, bytes.Repeat([]byte("v"), int(c.value)), SetOptions{})
		sh, _ := s.shardOf(k)
		if sh.bytes != c.block {
			t.Errorf("a value of %d bytes has %d with its key, want %d", c.value, sh.bytes, c.block)
		}
		checkInvariants(t, s)
	}
}

// TestCallersMayAppendToWhatTheyGet: what lies behind a key or a value is the store's, so
// no slice that is handed out reaches there.
func TestCallersMayAppendToWhatTheyGet(t *testing.T) {
	short := []byte("k")
	for name, c := range map[string]struct{ key, value []byte }{
		"short":      {short, []byte("value")},
		"long value": {short, make([]byte, longBlock)},
		"long key":   {make([]byte, longBlock+1), []byte("value")},
	} {
		t.Run(name, func(t *testing.T) {
			s := New()
			s.Set(c.key, c.value, SetOptions{})
			s.Append(c.key, []byte("1"), 2*longBlock) // leaves spare capacity
			var got [][]byte
			keep := func(b []byte) { got = append(got, b) }
			keepValue := func(b []byte, _ bool) { keep(b) }
			keepValue(s.Get(c.key, nil))
			keepValue(s.GetAndExpire(c.key, 0))
			keepValue(s.Random())
			s.GetMany([][]byte{c.key}, func(_ int, value []byte, _ bool) { keep(value) })
			s.Scan(0, 1, keep)
			keep(s.Keys(nil)[0])
			s.Update(c.key, func(old []byte, _ bool) ([]byte, error) { keep(old); return nil, ErrUnchanged })
			old, _, _ := s.Set(c.key, nil, SetOptions{IfMissing: true, Get: true})
			keep(old)
			keepValue(s.GetAndDelete(c.key))
			for i, b := range got {
				if cap(b) != len(b) {
					t.Errorf("slice %d has %d bytes and room for %d", i, len(b), cap(b))
				}
			}
		})
	}
}

// TestCopiesDoNotAppendIntoEachOther: the value of a key and its copy share their
// bytes, but what is appended to one is never seen in the other.
func TestCopiesDoNotAppendIntoEachOther(t *testing.T) {
	a, b := []byte("a"), []byte("b")
	for name, first := range map[string][]byte{"original first": a, "copy first": b} {
		t.Run(name, func(t *testing.T) {
			s := New()
			s.Append(a, []byte("val"), 100)
			s.Append(a, []byte("ue"), 100) // leaves spare capacity
			if !s.Copy(a, b, false) {
				t.Fatal("not copied")
			}
			s.Append(first, []byte("1"), 100)
			want := map[string]string{"a": "value", "b": "value"}
			want[string(first)] += "1"
			wantValue(t, s, "a", want["a"])
			s.Append(a, []byte("A"), 100)
			s.Append(b, []byte("B"), 100)
			wantValue(t, s, "a", want["a"]+"A")
			wantValue(t, s, "b", want["b"]+"B")
		})
	}
}

// TestMoveOntoAnExpiredKey: the removal of the expired key moves the entry of the
// other, which is the last of their shard.
func TestMoveOntoAnExpiredKey(t *testing.T) {
	for name, move := range map[string]func(s *Store, from, to []byte){
		"Rename": func(s *Store, from, to []byte) { s.Rename(from, to, true) },
		"Copy":   func(s *Store, from, to []byte) { s.Copy(from, to, false) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := New()
				keys := keysIn(s, 0, 2)
				s.Set(keys[0], []byte("expired"), SetOptions{Deadline: unixMS(time.Millisecond)})
				s.Set(keys[1], []byte("value"), SetOptions{})
				time.Sleep(2 * time.Millisecond)
				move(s, keys[1], keys[0])
				wantValue(t, s, string(keys[0]), "value")
				checkInvariants(t, s)
			})
		})
	}
}

func TestArgumentsAreCopied(t *testing.T) {
	s := New()
	buffer := []byte("abcdefghij")
	s.Set(buffer[:1], buffer[1:2], SetOptions{})
	s.SetMany([][]byte{buffer[2:3], buffer[3:4]})
	s.Append(buffer[4:5], buffer[5:6], 100)
	s.SetManyIfMissing([][]byte{buffer[6:7], buffer[7:8]})
	s.Copy(buffer[6:7], buffer[8:9], false)
	s.Rename(buffer[6:7], buffer[9:10], false)
	copy(buffer, "XXXXXXXXXX")
	wantValue(t, s, "a", "b")
	wantValue(t, s, "c", "d")
	wantValue(t, s, "e", "f")
	wantValue(t, s, "i", "h")
	wantValue(t, s, "j", "h")
	checkInvariants(t, s)
}

func TestSetManyOfHalfAPairChangesNothing(t *testing.T) {
	half := [][]byte{[]byte("k"), []byte("v"), []byte("half")}
	for name, set := range map[string]func(s *Store){
		"SetMany":          func(s *Store) { s.SetMany(half) },
		"SetManyIfMissing": func(s *Store) { s.SetManyIfMissing(half) },
	} {
		t.Run(name, func(t *testing.T) {
			s := New()
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
				if got := s.Len(); got != 0 { // and no lock stays taken
					t.Errorf("%d keys set, want 0", got)
				}
			}()
			set(s)
		})
	}
}
