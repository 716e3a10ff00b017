package store

import "testing"

// TestValuesReturnedNeverChange: S5, one way to break it at a time.
func TestValuesReturnedNeverChange(t *testing.T) {
	k := []byte("k")
	for name, change := range map[string]func(s *Store){
		"Set":    func(s *Store) { s.Set(k, []byte("xxxxx"), SetOptions{}) },
		"Append": func(s *Store) { s.Append(k, []byte("x"), 100) },
		"Incr":   func(s *Store) { s.Incr(k, 1) },
		"Delete": func(s *Store) { s.Delete(k); s.Set(k, []byte("xxxxx"), SetOptions{}) },
		"Update to a prefix, then Append": func(s *Store) {
			s.Update(k, func(old []byte, _ bool) ([]byte, error) { return old[:2], nil })
			s.Append(k, []byte("x"), 100)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := New()
			s.Set(k, []byte("1234"), SetOptions{})
			s.Append(k, []byte("5"), 100)
			value, _ := s.Get(k)
			change(s)
			if string(value) != "12345" {
				t.Errorf("value turned into %q, want 12345", value)
			}
		})
	}
}

func TestCallersMayAppendToValues(t *testing.T) {
	s := New()
	k := []byte("k")
	s.Append(k, []byte("value"), 100) // leaves spare capacity
	value, _ := s.Get(k)
	s.Append(k, []byte("S"), 100)
	_ = append(value, 'C')
	wantValue(t, s, "k", "valueS")
}

func TestArgumentsAreCopied(t *testing.T) {
	s := New()
	buffer := []byte("abcdef")
	s.Set(buffer[:1], buffer[1:2], SetOptions{})
	s.SetMany([][]byte{buffer[2:3], buffer[3:4]})
	s.Append(buffer[4:5], buffer[5:6], 100)
	copy(buffer, "XXXXXX")
	wantValue(t, s, "a", "b")
	wantValue(t, s, "c", "d")
	wantValue(t, s, "e", "f")
	checkInvariants(t, s)
}

func TestSetManyOfHalfAPairChangesNothing(t *testing.T) {
	s := New()
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
		if got := s.Len(); got != 0 {
			t.Errorf("%d keys set, want 0", got)
		}
		s.SetMany(nil) // and no lock stays taken
	}()
	s.SetMany([][]byte{[]byte("k"), []byte("v"), []byte("half")})
}
