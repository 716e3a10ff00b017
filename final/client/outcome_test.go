package client

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"mini-redis/final/server"
)

// C3: a command of which the server has a part may not be repeated.
func TestC3CommandsCutInHalfHaveAnUnknownOutcome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t, scripted(t, then(greets, func(conn net.Conn) { conn.Read(make([]byte, 10)) }), echoes))
		if _, err := c.Do(t.Context(), "ECHO", "x"); !errors.Is(err, ErrUnknownOutcome) {
			t.Errorf("got %v", err)
		}
	})
}

// A brokenPipe takes only so many bytes and then fails.
type brokenPipe struct {
	net.Conn
	left int
}

func (b *brokenPipe) Write(p []byte) (int, error) {
	n := min(len(p), b.left)
	b.left -= n
	n, err := b.Conn.Write(p[:n])
	if err == nil && n < len(p) {
		err = io.ErrClosedPipe
	}
	return n, err
}

// C3: wherever a connection breaks, the commands of a call that was taken in part
// are not repeated, and those of a call of which nothing was taken are sent over
// the next connection.
func TestC3OnlyWhatWasNotSentIsSentAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const ping, echo = len("*1\r\n$4\r\nPING\r\n"), len("*2\r\n$4\r\nECHO\r\n$1\r\n1\r\n")
		for limit := range 3 * echo {
			first, second := make(chan string, 10), make(chan string, 10)
			o := scripted(t, then(greets, silently(records(first))), records(second))
			dial := o.Dial
			var once sync.Once
			o.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
				conn, err := dial(ctx, network, addr)
				once.Do(func() { conn = &brokenPipe{conn, ping + limit} })
				return conn, err
			}
			c := connect(t, o)
			run := func(commands ...string) chan error {
				var p Pipeline
				for _, command := range commands {
					p.Add("ECHO", command)
				}
				result := make(chan error, 1)
				go func() { _, err := c.Run(t.Context(), &p); result <- err }()
				synctest.Wait()
				return result
			}
			one := run("1")
			two := run("2", "3")
			gotOne, gotTwo := <-one, <-two
			c.Close()
			if got, want := errors.Is(gotOne, ErrUnknownOutcome), limit > 0; got != want || !got && gotOne != nil {
				t.Errorf("limit %d: the first call got %v", limit, gotOne)
			}
			if got, want := errors.Is(gotTwo, ErrUnknownOutcome), limit > echo; got != want || !got && gotTwo != nil {
				t.Errorf("limit %d: the second call got %v", limit, gotTwo)
			}
			want := ""
			if limit == 0 {
				want = "123"
			} else if limit <= echo {
				want = "23"
			}
			if got := drain(second); got != want {
				t.Errorf("limit %d: sent again: got %q, want %q", limit, got, want)
			}
			if got, want := drain(first), "123"[:limit/echo]; got != want {
				t.Errorf("limit %d: sent first: got %q, want %q", limit, got, want)
			}
		}
	})
}

// C3: a caller who gives up while there is no connection knows that nothing was
// executed, and why.
func TestC3WithdrawnCommandsAreNeverSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, _ := serve(t, new(server.Server))
		c := connect(t, n.options())
		n.setDown(true)
		n.kill()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		began := time.Now()
		err := c.Set(ctx, "a", "1")
		if errors.Is(err, ErrUnknownOutcome) || !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, errDown) {
			t.Errorf("got %v", err)
		}
		if took := time.Since(began); took != 5*time.Second {
			t.Errorf("took %v", took)
		}
		n.setDown(false)
		if got, err := c.Exists(t.Context(), "a"); got != 0 || err != nil {
			t.Errorf("got %v, %v", got, err)
		}
		if err := c.lanes[0].explain(context.Canceled); err != context.Canceled {
			t.Errorf("after the outage: got %v", err)
		}
	})
}

// C3: what waits while the connection is lost is executed over the next one.
func TestC3WaitingCommandsSurviveAnOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, _ := serve(t, new(server.Server))
		c := connect(t, n.options())
		n.setDown(true)
		n.kill()
		synctest.Wait()
		time.AfterFunc(time.Minute, func() { n.setDown(false) })
		var callers sync.WaitGroup
		for range 100 {
			callers.Go(func() {
				if _, err := c.Incr(t.Context(), "n"); err != nil {
					t.Error(err)
				}
			})
		}
		callers.Wait()
		if got, err := c.Get(t.Context(), "n"); got != "100" || err != nil {
			t.Errorf("got %q, %v", got, err)
		}
	})
}
