package server

import (
	"math"
	"runtime"
	"runtime/debug"
	"testing"
)

// One processor of several is left, unless the environment says how many to use.
func TestProgramLeavesAProcessor(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	t.Cleanup(func() { runtime.GOMAXPROCS(before) })
	for _, tt := range []struct {
		variable  string
		has, want int
	}{
		{"", 4, 3}, {"", 2, 1}, {"", 1, 1}, {"4", 4, 4},
	} {
		t.Setenv("GOMAXPROCS", tt.variable)
		runtime.GOMAXPROCS(tt.has)
		leaveProcessor()
		if got := runtime.GOMAXPROCS(0); got != tt.want {
			t.Errorf("with GOMAXPROCS=%q, %d of %d processors, want %d", tt.variable, got, tt.has, tt.want)
		}
	}
}

// The ballast does not show in INFO. A memory limit, which would count it, stands
// against it.
func TestBallastIsNotUsedMemory(t *testing.T) {
	s := initialized(new(Server))
	used := func() uint64 {
		runtime.GC()
		return heapObjects() - s.ballastHeld()
	}
	before := used()
	limit := debug.SetMemoryLimit(math.MaxInt64 - 1)
	s.takeBallast()
	debug.SetMemoryLimit(limit)
	if s.ballastHeld() != 0 {
		t.Error("there is a ballast beside a memory limit")
	}
	s.takeBallast()
	if held := s.ballastHeld(); held != ballastLen {
		t.Errorf("the ballast has %d bytes, want %d", held, ballastLen)
	}
	if after := used(); after > before+ballastLen/2 {
		t.Errorf("used memory has grown from %d to %d bytes", before, after)
	}
}
