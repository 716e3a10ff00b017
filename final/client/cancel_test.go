package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"mini-redis/final/resp"
)

// C4: a caller that gives up leaves at once, its late reply goes to nobody, and the
// next caller gets the reply behind it.
func TestC4LateRepliesAreDiscarded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t, scripted(t, then(greets, func(conn net.Conn) {
			in := resp.NewReader(conn)
			for range 4 {
				in.ReadCommand()
			}
			io.WriteString(conn, "$4\r\nlate\r\n*1\r\n$4\r\nlate\r\n-ERR late\r\n$4\r\nmine\r\n")
		}, stays)))
		why := errors.New("why")
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Second, func() { cancel(why) })
		var p Pipeline
		p.Add("GET", "a")
		p.Add("GET", "b")
		p.Add("GET", "c")
		began := time.Now()
		results, err := c.Run(ctx, &p)
		if took := time.Since(began); results != nil || took != time.Second ||
			!errors.Is(err, ErrUnknownOutcome) || !errors.Is(err, context.Canceled) || !errors.Is(err, why) {
			t.Errorf("got %v, %v after %v", results, err, took)
		}
		if got, err := c.Get(t.Context(), "d"); got != "mine" || err != nil {
			t.Errorf("got %q, %v", got, err)
		}
	})
}

// C4, C5: callers that come and go while the server is silent take no more places
// than there are, and the one that stays gets its own reply in the end.
func TestC5CallersThatLeaveDoNotPileUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		answer := make(chan struct{})
		c := connect(t, scripted(t, then(greets, func(conn net.Conn) {
			<-answer
			echoes(conn)
		})))
		unknowns, withdrawn := 0, 0
		for i := range 3*maxWaiting + 10 {
			ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
			_, err := c.Do(ctx, "ECHO", fmt.Sprint("left", i))
			cancel()
			if errors.Is(err, ErrUnknownOutcome) {
				unknowns++
			} else if errors.Is(err, context.DeadlineExceeded) {
				withdrawn++
			}
		}
		// The silent server takes nothing, so the writer holds a batch.
		if unknowns > maxWaiting || unknowns+withdrawn != 3*maxWaiting+10 {
			t.Errorf("%d sent, %d withdrawn", unknowns, withdrawn)
		}
		close(answer)
		if got, err := c.bulk(t.Context(), "ECHO", "mine"); got != "mine" || err != nil {
			t.Errorf("got %q, %v", got, err)
		}
	})
}

// C5: a server that takes everything and answers nothing is sent no more commands
// than may wait for replies.
func TestC5UnansweredCommandsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		got := make(chan string, 10*maxWaiting)
		c := connect(t, scripted(t, then(greets, silently(records(got)))))
		ctx, cancel := context.WithCancel(t.Context())
		var callers sync.WaitGroup
		for range 3 * maxWaiting {
			callers.Go(func() { c.Do(ctx, "ECHO", "x") })
		}
		synctest.Wait()
		if len(got) != maxWaiting {
			t.Errorf("sent %d commands, want %d", len(got), maxWaiting)
		}
		cancel()
		callers.Wait()
	})
}

func TestContextsThatHaveEndedSendNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := start(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := c.Set(ctx, "a", "1"); !errors.Is(err, context.Canceled) || errors.Is(err, ErrUnknownOutcome) {
			t.Errorf("got %v", err)
		}
		if n, err := c.Exists(t.Context(), "a"); n != 0 || err != nil {
			t.Errorf("got %v, %v", n, err)
		}
	})
}

func TestResultsForACallerThatHasLeftAreNotKept(t *testing.T) {
	c := newCall()
	c.results, c.n = []Result{}, 3
	c.take()
	c.answer(&Reply{})
	c.leave()
	if last := c.answer(&Reply{}); last || len(c.results) != 1 {
		t.Errorf("%d results are kept, last: %v", len(c.results), last)
	}
	if !c.answer(&Reply{}) {
		t.Error("the third of three replies is not the last")
	}
}
