package store

import (
	"bytes"
	"strings"
	"testing"
)

// TestValuesOfAnyLength: at the length from which on a value has memory of its own,
// and on both sides of it, all ways to change a value give what was asked for.
func TestValuesOfAnyLength(t *testing.T) {
	const key = "key"
	for _, n := range []int{0, 1, longBlock - len(key) - 1, longBlock - len(key), longBlock, 3 * longBlock} {
		value := strings.Repeat("v", n)
		for name, set := range map[string]func(s *Store){
			"Set":      func(s *Store) { s.Set([]byte(key), []byte(value), SetOptions{}) },
			"Adopt":    func(s *Store) { s.Set([]byte(key), []byte(value), SetOptions{Adopt: true}) },
			"SetMany":  func(s *Store) { s.SetMany([][]byte{[]byte(key), []byte(value)}) },
			"Append":   func(s *Store) { s.Append([]byte(key), []byte(value), n) },
			"Append 2": func(s *Store) { s.Append([]byte(key), nil, n); s.Append([]byte(key), []byte(value), n) },
			"Update": func(s *Store) {
				s.Update([]byte(key), func([]byte, bool) ([]byte, error) { return []byte(value), nil })
			},
			"Rename": func(s *Store) {
				s.Set([]byte("k"), []byte(value), SetOptions{})
				s.Rename([]byte("k"), []byte(key), false)
			},
			"Copy": func(s *Store) {
				s.Set([]byte("k"), []byte(value), SetOptions{})
				s.Copy([]byte("k"), []byte(key), true)
				s.Delete([]byte("k"))
			},
		} {
			for _, before := range []int{0, longBlock} {
				s := New()
				if before > 0 && !strings.HasPrefix(name, "Append") {
					s.Set([]byte(key), make([]byte, before), SetOptions{})
				}
				set(s)
				if got, ok := s.Get([]byte(key), nil); !ok || string(got) != value {
					t.Errorf("%s of %d bytes over %d: got %d bytes, %t", name, n, before, len(got), ok)
				}
				if got := s.Length([]byte(key)); got != n {
					t.Errorf("%s of %d bytes over %d: length %d", name, n, before, got)
				}
				s.Append([]byte(key), []byte("!"), n+1)
				wantValue(t, s, key, value+"!")
				checkInvariants(t, s)
			}
		}
	}
}

func TestLongKeysHaveTheirValueApart(t *testing.T) {
	s := New()
	long := strings.Repeat("k", longBlock)
	s.Set([]byte(long), []byte("a"), SetOptions{})
	s.Append([]byte(long), []byte("b"), 100)
	wantValue(t, s, long, "ab")
	s.Rename([]byte(long), []byte("short"), false)
	wantValue(t, s, "short", "ab")
	wantMissing(t, s, long)
	checkInvariants(t, s)
}

// TestLongValuesAreKeptAsTheyAre: with Adopt a long value is the slice given, without
// it a copy.
func TestLongValuesAreKeptAsTheyAre(t *testing.T) {
	for name, opt := range map[string]SetOptions{"Adopt": {Adopt: true}, "copy": {}} {
		t.Run(name, func(t *testing.T) {
			s := New()
			value := make([]byte, longBlock, longBlock+1)
			s.Set([]byte("k"), value, opt)
			got, _ := s.Get([]byte("k"), make([]byte, 2*longBlock))
			if kept := &got[0] == &value[0]; kept != opt.Adopt {
				t.Errorf("the slice was kept: %t", kept)
			}
			s.Append([]byte("k"), []byte("!"), longBlock+1)
			if value[:longBlock+1][longBlock] != 0 {
				t.Error("Append wrote into the capacity of the caller")
			}
		})
	}
}

// TestRenameAndCopyShareLongValues: neither copies the bytes of a long value while it
// holds the locks.
func TestRenameAndCopyShareLongValues(t *testing.T) {
	s := New()
	s.Set([]byte("a"), make([]byte, longBlock), SetOptions{})
	before, _ := s.Get([]byte("a"), nil)
	s.Rename([]byte("a"), []byte("b"), false)
	s.Copy([]byte("b"), []byte("c"), false)
	for _, key := range []string{"b", "c"} {
		if after, _ := s.Get([]byte(key), nil); &after[0] != &before[0] {
			t.Errorf("the value of %s was copied", key)
		}
	}
}

// TestCopiesThatAreLongByTheirKeyAreIndependent: a value that is short with its own key and
// long with the key copied to is written over with the first, and stays with the second.
func TestCopiesThatAreLongByTheirKeyAreIndependent(t *testing.T) {
	s := New()
	key, other := []byte("k"), bytes.Repeat([]byte("o"), longBlock)
	s.Set(key, []byte("12345"), SetOptions{})
	s.Copy(key, other, false)
	value, _ := s.Get(other, nil)
	s.Set(key, []byte("xxxxx"), SetOptions{})
	if string(value) != "12345" {
		t.Errorf("the copy turned into %q, want 12345", value)
	}
	checkInvariants(t, s)
}

// TestShortValuesAreCopied: whoever gives a short value away has it back.
func TestShortValuesAreCopied(t *testing.T) {
	s := New()
	value := []byte("value")
	s.Set([]byte("set"), value, SetOptions{Adopt: true})
	s.Update([]byte("update"), func([]byte, bool) ([]byte, error) { return value, nil })
	copy(value, "XXXXX")
	wantValue(t, s, "set", "value")
	wantValue(t, s, "update", "value")
}

// TestLongValuesReturnedNeverChange: S5 for values that Append moves to memory of
// their own, and for those that are there.
func TestLongValuesReturnedNeverChange(t *testing.T) {
	s := New()
	k, j := []byte("k"), []byte("j")
	s.Set(k, make([]byte, longBlock-10), SetOptions{})
	var handed [][]byte
	for range 20 {
		s.Append(k, []byte("\x00\x00"), 2*longBlock)
		value, _ := s.Get(k, nil)
		handed = append(handed, value)
		s.Copy(k, j, true)
		s.Append(j, []byte("XX"), 2*longBlock)
		s.Update(j, func(old []byte, _ bool) ([]byte, error) { return old[:len(old)-3], nil })
		s.Append(j, []byte("YYY"), 2*longBlock)
	}
	for i, value := range handed {
		if want := make([]byte, longBlock-8+2*i); !bytes.Equal(value, want) {
			t.Errorf("value %d changed", i)
		}
	}
}
