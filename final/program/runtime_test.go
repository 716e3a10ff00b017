package program

import (
	"math"
	"runtime"
	"runtime/debug"
	"testing"
)

// keepProcessors lets the tests after t have as many processors as before.
func keepProcessors(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	t.Cleanup(func() { runtime.GOMAXPROCS(before) })
}

// One processor of several is left, unless the flag or the environment says how many to
// use.
func TestProgramLeavesAProcessor(t *testing.T) {
	keepProcessors(t)
	for _, tt := range []struct {
		variable        string
		flag, has, want int
	}{
		{"", 0, 4, 3}, {"", 0, 2, 1}, {"", 0, 1, 1}, {"4", 0, 4, 4},
		{"", 2, 2, 2}, {"", 1, 4, 1}, {"", 3, 2, 3}, {"4", 2, 4, 2},
	} {
		t.Setenv("GOMAXPROCS", tt.variable)
		runtime.GOMAXPROCS(tt.has)
		told := useProcessors(tt.flag)
		if got := runtime.GOMAXPROCS(0); got != tt.want || told != tt.want {
			t.Errorf("with GOMAXPROCS=%q and --processors %d, %d of %d processors, said to be %d, want %d", tt.variable, tt.flag, got, tt.has, told, tt.want)
		}
	}
}

// Giving memory back keeps a processor busy: a program that uses one has another
// meanwhile, and one again afterwards.
func TestProgramHasAProcessorWhileItGivesMemoryBack(t *testing.T) {
	keepProcessors(t)
	for _, tt := range []struct{ uses, meanwhile int }{{1, 2}, {2, 2}, {3, 3}} {
		runtime.GOMAXPROCS(tt.uses)
		meanwhile := 0
		giveMemoryBack(tt.uses, func() { meanwhile = runtime.GOMAXPROCS(0) })
		if got := runtime.GOMAXPROCS(0); meanwhile != tt.meanwhile || got != tt.uses {
			t.Errorf("of %d processors, %d meanwhile and %d afterwards, want %d and %d", tt.uses, meanwhile, got, tt.meanwhile, tt.uses)
		}
	}
}

// There is no ballast beside a memory limit, which would count it.
func TestBallastIsTakenOnce(t *testing.T) {
	var b ballast
	limit := debug.SetMemoryLimit(math.MaxInt64 - 1)
	b.take()
	debug.SetMemoryLimit(limit)
	if b.size() != 0 {
		t.Error("there is a ballast beside a memory limit")
	}
	for range 2 {
		if b.take(); b.size() != ballastLen {
			t.Errorf("the ballast has %d bytes, want %d", b.size(), ballastLen)
		}
	}
}
