package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// Times of a run.
const (
	progressEvery = 250 * time.Millisecond
	stalledAfter  = 60 * time.Second // without a reply a run ends
)

// A result is what one run of a workload on one server gave.
type result struct {
	requests  int
	elapsed   time.Duration
	latencies latencies
	partial   bool // the run was interrupted
}

// rate returns the requests per second.
func (r result) rate() float64 {
	if r.elapsed <= 0 {
		return 0
	}
	return float64(r.requests) / r.elapsed.Seconds()
}

// A run is a workload on its way to one server.
type run struct {
	load
	workload workload
	dial     func(context.Context) (net.Conn, error) // a connection that is ready for commands
	report   func(done int, elapsed time.Duration)   // called now and then; may be nil

	start     time.Time
	done      atomic.Int64
	quota     quota
	recorders []*recorder // one for each thread
	conns     []net.Conn
}

// measure performs r, which must be fresh, and leaves no connection and no goroutine
// behind. Clocks start when all connections are there. If ctx ends, the result is
// what there is by then, and partial.
func (r *run) measure(ctx context.Context) (result, error) {
	defer r.closeAll()
	if err := r.connect(ctx); err != nil {
		return result{partial: true}, orInterrupted(ctx, err)
	}
	inner, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	exchangers := r.exchangers()
	stop := context.AfterFunc(inner, r.closeAll)
	defer stop()

	r.start = time.Now()
	if r.timed() {
		timer := time.AfterFunc(r.duration(), r.quota.end)
		defer timer.Stop()
	}
	var working, watching sync.WaitGroup
	for _, e := range exchangers {
		working.Go(func() {
			if err := e.run(); err != nil {
				cancel(err) // the first one counts
			}
		})
	}
	finished := make(chan struct{})
	watching.Go(func() { r.watch(finished, cancel) })
	working.Wait()
	elapsed := time.Since(r.start)
	close(finished)
	watching.Wait()

	err := context.Cause(inner)
	if ctx.Err() == nil && err != nil {
		return result{}, err
	}
	return result{
		requests:  int(r.done.Load()),
		elapsed:   elapsed,
		latencies: summarize(r.recorders),
		partial:   r.cutShort(ctx),
	}, nil
}

// cutShort reports whether the end of ctx has kept r, which has ended, from sending
// all that it should.
func (r *run) cutShort(ctx context.Context) bool {
	if r.timed() {
		return ctx.Err() != nil
	}
	return int(r.done.Load()) < r.requests
}

// orInterrupted returns err, or nil if it comes from the end of ctx.
func orInterrupted(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func (r *run) connect(ctx context.Context) error {
	for range r.clients {
		conn, err := r.dial(ctx)
		if err != nil {
			return err
		}
		r.conns = append(r.conns, conn)
	}
	return nil
}

func (r *run) closeAll() {
	for _, conn := range r.conns {
		conn.Close()
	}
}

// exchangers returns one for each connection. Their seeds are the same in every run,
// so that all servers are asked for the same keys.
func (r *run) exchangers() []*exchanger {
	if r.timed() {
		r.requests = math.MaxInt
	}
	r.quota.left.Store(int64(r.requests))
	for range r.threads {
		r.recorders = append(r.recorders, &recorder{histogram: newHistogram()})
	}
	pipeline := min(r.pipeline, r.requests)
	shared := newBatch(r.workload.command, pipeline, r.keyspace, 0)
	var list []*exchanger
	for i, conn := range r.conns {
		b := shared
		if r.keyspace > 1 && i > 0 {
			b = newBatch(r.workload.command, pipeline, r.keyspace, uint64(i))
		}
		list = append(list, &exchanger{
			conn: conn, batch: b, pipeline: pipeline, quota: &r.quota,
			replies: scanner{kind: r.workload.reply},
			buf:     make([]byte, receiveBuffer),
			latency: r.recorders[i%len(r.recorders)],
			done:    &r.done,
			now:     func() time.Duration { return time.Since(r.start) },
		})
	}
	return list
}

// watch reports progress until finished is closed, and ends the run if the server
// does not answer any more.
func (r *run) watch(finished <-chan struct{}, cancel context.CancelCauseFunc) {
	ticker := time.NewTicker(progressEvery)
	defer ticker.Stop()
	var seen int64
	last := r.start
	for {
		select {
		case <-finished:
			return
		case now := <-ticker.C:
			if done := r.done.Load(); done != seen {
				seen, last = done, now
			} else if now.Sub(last) >= stalledAfter {
				cancel(fmt.Errorf("no reply for %v", stalledAfter))
				return
			}
			if r.report != nil {
				r.report(int(seen), now.Sub(r.start))
			}
		}
	}
}

// errClosed says that the server has closed the connection.
var errClosed = errors.New("the server closed the connection")
