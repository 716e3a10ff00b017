package server

import (
	"fmt"
	"math"
	"runtime"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
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

// A Server tells that its store has become smaller, in a goroutine that Shutdown
// waits for.
func TestServerTellsThatItsStoreHasShrunk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var begun, done atomic.Bool
		s := &Server{OnShrink: func() {
			begun.Store(true)
			time.Sleep(time.Minute)
			done.Store(true)
		}}
		l := newMemListener()
		start(t, s, l)
		c := newClient(t, l.dial())
		for i := range 32 {
			c.do("SET", fmt.Sprint(i), strings.Repeat("x", 1<<20))
		}
		c.do("FLUSHALL")
		time.Sleep(time.Second)
		if !begun.Load() || done.Load() {
			t.Errorf("OnShrink has begun: %t, is done: %t, want only the first", begun.Load(), done.Load())
		}
		if err := s.Shutdown(t.Context()); err != nil || !done.Load() {
			t.Errorf("Shutdown returned %v; OnShrink is done: %t", err, done.Load())
		}
	})
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
