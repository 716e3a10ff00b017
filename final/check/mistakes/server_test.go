package mistakes

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"mini-redis/final/check"
)

// A server does what all the steps ask for, but for one planted mistake. It is
// written to be short: one lock covers the keys, the subscribers and the running
// of commands.
//
// A mistake that takes bad luck to show has it always: where two things can happen in either
// order, the server sees to it that they happen in the one in which the mistake shows. So
// a case that catches it does so on a busy machine, too.
type server struct {
	plant  mistake // "" for none
	limits check.Limits

	ending context.Context // ends when no more commands are read
	forced context.Context // ends when connections are closed
	killed context.Context // ends at the second signal
	force  context.CancelFunc

	mu       sync.Mutex
	keys     map[string]*entry
	channels map[string][]*client // subscribers by channel
	patterns map[string][]*client // and by pattern
	wake     chan struct{}        // tells the sweeper of another deadline

	// For mistakes only:
	stuck     context.Context    // ends when a reply is queued for which a client may keep others waiting
	stick     context.CancelFunc // ends it
	soon      int64              // the first deadline that the sweeper was told of, 0 for none; guarded by mu
	contested string             // the key that was counted last, guarded by mu
	counter   *client            // who has counted last, guarded by mu
	counted   int64              // and what it had read, guarded by mu
	lost      bool               // an increment was lost, guarded by mu
	decreased bool               // some number was, guarded by mu
	putOff    bool               // some deadline was put off, guarded by mu
	swept     int                // how many keys the sweeper has removed, guarded by mu
	woken     int                // how often the sweeper was to be woken, guarded by mu

	crash atomic.Pointer[error] // what ended the server, nil for nothing
}

// planted returns a target whose servers have one mistake.
func planted(plant mistake) check.Target {
	return check.InProcess(func(first, second context.Context, l net.Listener, limits check.Limits) error {
		s := &server{
			plant: plant, limits: limits, keys: map[string]*entry{},
			channels: map[string][]*client{}, patterns: map[string][]*client{}, wake: make(chan struct{}, 1),
		}
		s.serve(first, second, l)
		if err := s.crash.Load(); err != nil {
			return *err
		}
		return nil
	})
}

func (s *server) has(m mistake) bool { return s.plant == m }

// serve returns when all clients have left after first has ended: at once if
// second ends, or when the grace period is over.
func (s *server) serve(first, second context.Context, l net.Listener) {
	if s.has(secondSignalIgnored) {
		second = context.WithoutCancel(second)
	}
	s.ending, s.killed = first, second
	s.forced, s.force = context.WithCancel(second)
	defer s.force()
	if s.has(signalIgnored) {
		s.ending = second
	}
	if s.has(replyCutAtShutdown) {
		s.forced = first
	}
	context.AfterFunc(s.ending, func() {
		if !s.has(listenerStaysOpen) {
			l.Close()
		}
		if !s.has(graceNeverEnds) {
			time.AfterFunc(s.limits.Grace, s.force)
		}
	})
	s.stuck, s.stick = context.WithCancel(s.forced)
	defer s.stick()
	context.AfterFunc(s.forced, func() { l.Close() })

	var tasks sync.WaitGroup
	tasks.Go(s.sweep)
	s.accept(l, &tasks)
	tasks.Wait()
}

// fail ends the server as an error of the runtime does.
func (s *server) fail(reason string) {
	err := errors.New(reason)
	s.crash.CompareAndSwap(nil, &err)
	s.force()
}

// accept serves clients until the listener is closed, each in a task.
func (s *server) accept(l net.Listener, tasks *sync.WaitGroup) {
	permits := make(chan struct{}, s.limits.MaxConns)
	if s.has(fewWorkers) {
		permits = make(chan struct{}, 8)
	}
	for number := 1; ; number++ {
		if !s.has(noConnectionLimit) {
			select {
			case permits <- struct{}{}:
			case <-s.ending.Done():
				return
			}
		}
		conn, err := l.Accept()
		if err != nil {
			return
		}
		serve := func() {
			c := newClient(s, conn, number)
			c.serve()
			if !s.has(noConnectionLimit) && !c.keepsPermit() {
				<-permits
			}
		}
		if s.has(oneClientAtATime) {
			serve()
			continue
		}
		tasks.Go(serve)
	}
}

// keepsPermit tells whether a client that has left goes on counting.
func (c *client) keepsPermit() bool {
	switch c.plant {
	case permitNeverReleased:
		return true
	case permitKeptAfterBreach:
		return c.breach
	case permitKeptAfterHalfClose:
		return c.commands > 0 && errors.Is(c.readErr, io.EOF)
	case permitKeptAfterReset:
		return c.cut
	case permitKeptAfterDrop:
		return c.dropped
	case freePlaceMissed: // where two get free at once, accept notices one
		return c.number > 2 && c.number%2 == 0
	}
	return false
}
