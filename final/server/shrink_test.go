package server

import (
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

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

// Memory that is only held does not show in INFO.
func TestBallastIsNotUsedMemory(t *testing.T) {
	const size = 32 << 20
	var held []byte
	s, l := &Server{Ballast: func() uint64 { return uint64(len(held)) }}, newMemListener()
	start(t, s, l)
	c := newClient(t, l.dial())
	used := func() int64 {
		runtime.GC()
		var n int64
		info := c.do("INFO", "memory").Str
		if _, err := fmt.Sscanf(info[strings.Index(info, "used_memory:"):], "used_memory:%d", &n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := used()
	held = make([]byte, size)
	if after := used(); after > before+size/2 {
		t.Errorf("used memory has grown from %d to %d bytes", before, after)
	}
	runtime.KeepAlive(held)
}
