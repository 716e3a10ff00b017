package check

import "testing"

// A port is nobody else's from the look whether it is free until its server listens, however
// many runners there are: here two that look in the same places.
func TestPortIsHandedOutOnceUntilItsServerListens(t *testing.T) {
	one, other := newPortRange(), &portRange{}
	other.next.Store(one.next.Load())
	first, release, err := one.free()
	if err != nil {
		t.Fatal(err)
	}
	second, releaseSecond, err := other.free()
	if err != nil {
		t.Fatal(err)
	}
	defer releaseSecond()
	if first == second {
		t.Errorf("both get port %d", first)
	}
	release()
	other.next.Store(one.next.Load() - 1)
	third, release, err := other.free()
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	if third != first {
		t.Errorf("got port %d, want %d, which is nobody's any more", third, first)
	}
}
