package client

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mini-redis/final/server"
)

// A laggard is a connection on which what arrives takes up to lag to do so.
type laggard struct {
	net.Conn
	lag time.Duration
}

func (l laggard) Read(b []byte) (int, error) {
	n, err := l.Conn.Read(b)
	<-time.After(l.lag)
	return n, err
}

// An action is one step of a caller.
type action struct {
	kind    int           // see caller.act
	pause   time.Duration // before it
	timeout time.Duration // of its context
}

func drawActions(t *rapid.T) [][]action {
	short := rapid.SampledFrom([]time.Duration{0, time.Millisecond, 3 * time.Millisecond, 20 * time.Millisecond})
	timeout := rapid.SampledFrom([]time.Duration{time.Microsecond, time.Millisecond, 5 * time.Millisecond, time.Minute, time.Minute, time.Minute})
	one := rapid.Custom(func(t *rapid.T) action {
		return action{rapid.IntRange(0, 4).Draw(t, "kind"), short.Draw(t, "pause"), timeout.Draw(t, "timeout")}
	})
	return rapid.SliceOfN(rapid.SliceOfN(one, 0, 15), 1, 8).Draw(t, "callers")
}

// A caller has keys of its own and knows what may be in them.
type caller struct {
	t  *rapid.T
	c  *Client
	id int

	step     int
	possible map[string]bool // values of its key; "" is none
	counted  int64           // the last reply of its INCRs
	incrs    int64           // INCRs with a reply
	unsure   int64           // INCRs of unknown outcome
	total    *atomic.Int64   // INCRs of the key of all callers, with a reply
	maybe    *atomic.Int64   // and of unknown outcome
}

func (u *caller) run(actions []action) {
	for _, a := range actions {
		u.step++
		<-time.After(a.pause)
		ctx, cancel := context.WithTimeout(context.Background(), a.timeout)
		u.act(ctx, a.kind)
		cancel()
	}
}

func (u *caller) act(ctx context.Context, kind int) {
	own := fmt.Sprint(u.id, "-", u.step)
	key := fmt.Sprint("value", u.id)
	switch kind {
	case 0:
		if got, err := u.c.bulk(ctx, "ECHO", own); u.failed(err) == nil && got != own {
			u.t.Errorf("caller %d got the reply %q to ECHO %q", u.id, got, own)
		}
	case 1:
		switch err := u.failed(u.c.Set(ctx, key, own)); {
		case err == nil:
			// What was sent before and has no reply may still be executed, if its
			// connection ended with it in the server's hands.
			u.possible[own] = true
			delete(u.possible, "")
		case errors.Is(err, ErrUnknownOutcome):
			u.possible[own] = true
		}
	case 2:
		got, err := u.c.Get(ctx, key)
		if errors.Is(err, ErrNil) {
			got, err = "", nil
		}
		if u.failed(err) == nil && !u.possible[got] {
			u.t.Errorf("caller %d: GET is %q, possible are %v", u.id, got, u.possible)
		}
	case 3:
		n, err := u.c.Incr(ctx, fmt.Sprint("own", u.id))
		switch {
		case u.failed(err) == nil:
			u.incrs++
			if n <= u.counted || n < u.incrs || n > u.incrs+u.unsure {
				u.t.Errorf("caller %d: INCR is %d after %d, with %d replies and %d unknown", u.id, n, u.counted, u.incrs, u.unsure)
			}
			u.counted = n
		case errors.Is(err, ErrUnknownOutcome):
			u.unsure++
		}
	case 4:
		u.pipeline(ctx, own)
	}
}

// pipeline counts in a key that all callers share, between two ECHOs.
func (u *caller) pipeline(ctx context.Context, own string) {
	var p Pipeline
	p.Add("ECHO", own+"a")
	p.Add("INCR", "shared")
	p.Add("ECHO", own+"b")
	results, err := u.c.Run(ctx, &p)
	if u.failed(err) == nil && len(results) != 3 {
		u.t.Fatalf("caller %d: %d results", u.id, len(results))
	}
	for i, want := range []string{own + "a", "", own + "b"} {
		if i < len(results) && results[i].Reply.Str != want {
			u.t.Errorf("caller %d: result %d is %q, want %q", u.id, i, results[i].Reply.Str, want)
		}
	}
	switch {
	case len(results) > 1:
		u.total.Add(1)
	case errors.Is(err, ErrUnknownOutcome):
		u.maybe.Add(1)
	}
}

// failed returns err, and fails the test if it is one that a caller may not get.
func (u *caller) failed(err error) error {
	if err != nil && !errors.Is(err, ErrUnknownOutcome) && !errors.Is(err, context.DeadlineExceeded) {
		u.t.Errorf("caller %d: %v", u.id, err)
	}
	return err
}

// C1, C3: whatever callers give up and whichever connections are lost, each caller
// gets its own replies, or an error, and a command is executed once if it has a
// reply, at most once if its outcome is unknown, and not at all otherwise.
func TestC1EveryCallerGetsItsOwnReplies(t *testing.T) {
	if raceEnabled {
		// With two processors, a few runs in a hundred end in a SIGSEGV inside the race
		// detector of Go 1.26.8, as a timer of the bubble starts a goroutine.
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	}
	rapid.Check(t, func(t *rapid.T) {
		rapid.SyncTest(t, func(t *rapid.T) {
			n, stop := serve(t, new(server.Server))
			defer stop()
			lag := rapid.SampledFrom([]time.Duration{0, time.Millisecond}).Draw(t, "lag")
			n.wrap = func(conn net.Conn) net.Conn { return laggard{conn, lag} }
			o := n.options()
			o.Conns = rapid.IntRange(1, 3).Draw(t, "connections")
			o.RetryReads = rapid.Bool().Draw(t, "repeat reads")
			c := connect(t, o)
			defer c.Close()

			var total, maybe atomic.Int64
			var callers sync.WaitGroup
			for id, actions := range drawActions(t) {
				u := &caller{t: t, c: c, id: id, possible: map[string]bool{"": true}, total: &total, maybe: &maybe}
				callers.Go(func() { u.run(actions) })
			}
			for range rapid.IntRange(0, 4).Draw(t, "losses") {
				<-time.After(rapid.SampledFrom([]time.Duration{0, time.Millisecond, 7 * time.Millisecond}).Draw(t, "until loss"))
				n.setDown(rapid.Bool().Draw(t, "down"))
				n.kill()
				time.AfterFunc(rapid.SampledFrom([]time.Duration{0, 5 * time.Millisecond, time.Second}).Draw(t, "outage"), func() { n.setDown(false) })
			}
			callers.Wait()
			<-time.After(time.Minute)
			text, err := c.Get(context.Background(), "shared")
			if errors.Is(err, ErrNil) {
				text, err = "0", nil
			}
			shared, _ := strconv.ParseInt(text, 10, 64)
			if err != nil || shared < total.Load() || shared > total.Load()+maybe.Load() {
				t.Errorf("shared counter: got %q, %v, want %d to %d", text, err, total.Load(), total.Load()+maybe.Load())
			}
		})
	})
}
