package check

import (
	"context"
	"iter"
	"sync"
	"time"
)

const (
	defaultTimeout = 2 * time.Second
	perCase        = 5 // timeouts that one case may take in all, after which it is ended

	enough = 3 * time.Second // after which a case that has passed so far isn't repeated
)

// A Runner plays cases against a server. Its zero value lacks only a Target.
type Runner struct {
	Target Target

	// Timeout is how long a reply may take. Zero means 2 s. As long as
	// no case has got a byte from the server, those after the first one that waited in vain
	// give the first byte a quarter of it.
	Timeout time.Duration

	// Parallel is how many cases are played at once. Zero means 1. With more, a
	// crash of the server is blamed on each case that was under way.
	Parallel int
}

// Run plays cases and yields their results in the same order. Cases share a
// server, except those that need one of their own; when it crashes, another is
// started. When the sequence ends, or the loop over it, or ctx, all the
// servers that Run has started have ended.
func (r *Runner) Run(ctx context.Context, cases []Case) iter.Seq[Result] {
	return func(yield func(Result) bool) {
		ctx, cancel := context.WithCancel(ctx)
		s := &session{runner: r, ctx: ctx, ports: newPortRange()}
		results := make([]chan Result, len(cases))
		next := make(chan int)
		var workers sync.WaitGroup
		defer s.end()
		defer workers.Wait() // deferred calls run last to first: cancel, wait, end
		defer cancel()

		for i := range results {
			results[i] = make(chan Result, 1)
		}
		workers.Go(func() {
			defer close(next)
			for i := range cases {
				select {
				case next <- i:
				case <-ctx.Done():
					return
				}
			}
		})
		for range max(1, r.Parallel) {
			workers.Go(func() {
				for i := range next {
					results[i] <- s.run(cases[i])
				}
			})
		}
		for _, result := range results {
			select {
			case r := <-result:
				if !yield(r) {
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}
}
