package program

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"time"
)

// What the program, and only the program, asks of the Go runtime for the whole process:
// a Server that is part of another program leaves all this to that program.

// useProcessors says how many processors the program uses, and returns that: n, or
// for 0 what the environment variable GOMAXPROCS says or, without it, one less than there
// are, but at least one.
//
// The one that is left is for the rest of the machine: the kernel's part of the work,
// which is more than half of it, and clients that run here need one, too. On a machine of
// two, shared with redis-benchmark -c 50, a server that uses one has half the p99
// latency at -P 1 and a sixth more requests, no fewer at -P 100, and delivers a
// fifth more messages to 1,000 subscribers.
func useProcessors(n int) int {
	if n == 0 {
		n = runtime.GOMAXPROCS(0)
		if os.Getenv("GOMAXPROCS") == "" {
			n = max(1, n-1)
		}
	}
	runtime.GOMAXPROCS(n)
	return n
}

// giveMemoryBack is the OnShrink of a program that uses the given number of processors. It calls
// free, which is debug.FreeOSMemory: that collects garbage and gives all free memory back
// to the operating system. By itself, the runtime does so minutes later.
//
// The second part keeps one of Go's processors for some 20 ms, or 100 ms for a gigabyte, in
// which it runs nothing else. So a program that uses one has another meanwhile: one GET
// in a hundred waited so long in the second after a million keys had expired.
func giveMemoryBack(processors int, free func()) {
	if processors == 1 {
		runtime.GOMAXPROCS(2)
		defer runtime.GOMAXPROCS(1)
	}
	free()
}

const (
	// ballastLen is the size of the ballast in bytes.
	ballastLen = 32 << 20

	// ballastDelay keeps the collection that the ballast causes out of the start.
	ballastDelay = 100 * time.Millisecond
)

// A ballast is memory that the program holds to its end, so that garbage is not collected
// again and again while there is little of anything.
//
// A collection begins when as much has been allocated as was in use after the one
// before: with a store of a few megabytes, that is every few SETs of a megabyte.
// The ballast counts as in use, and nothing ever touches it, so the operating system
// need not provide it. With it, SETs of 1 MB reach 1.8 times the rate
// (redis-benchmark -t set -d 1000000 -c 4 on an empty store).
type ballast struct {
	held atomic.Pointer[[ballastLen]byte] // nil until it is taken
}

// take takes the ballast, unless the environment sets GOMEMLIMIT, which would count it.
func (b *ballast) take() {
	if debug.SetMemoryLimit(-1) == math.MaxInt64 {
		b.held.Store(new([ballastLen]byte))
	}
}

// size returns how many bytes are held.
func (b *ballast) size() uint64 {
	if b.held.Load() == nil {
		return 0
	}
	return ballastLen
}
