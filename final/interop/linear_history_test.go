package interop

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/anishathalye/porcupine"
)

const (
	linearClients = 5
	linearHalves  = 8 // connections that a client may end within a command
)

// A linearRun records one history: what several clients asked of one server at
// the same time, and what it answered.
type linearRun struct {
	t      *testing.T
	addr   string
	prefix string            // of the names of the keys: a command that is late does not reach the next history
	kill   func(addr string) // has the server close the connection from addr; nil if it cannot
	losses int               // connections that each client may lose with commands under way

	clock    atomic.Int64 // orders calls and returns
	sessions atomic.Int64 // connections so far
	values   atomic.Int64 // values written so far: each is written once
	mu       sync.Mutex
	history  []porcupine.Operation // guarded by mu
}

// play has the clients send n commands in all, and then reads all keys. The commands,
// up to the numbers in values, the way they are cut into writes and the connections
// that are cut off depend on seed only.
func (run *linearRun) play(seed uint64, n int) []porcupine.Operation {
	var clients sync.WaitGroup
	for i := range linearClients {
		clients.Go(func() {
			c := &linearClient{run: run, r: rand.New(rand.NewPCG(seed, uint64(i))), id: i, losses: run.losses, halves: linearHalves}
			for c.sent < n/linearClients && !run.t.Failed() {
				c.turn()
			}
			c.close()
		})
	}
	clients.Wait()
	last := &linearClient{run: run, r: rand.New(rand.NewPCG(seed, linearClients)), id: linearClients}
	last.look()
	return run.history
}

func (run *linearRun) record(op porcupine.Operation) {
	run.mu.Lock()
	defer run.mu.Unlock()
	run.history = append(run.history, op)
}
