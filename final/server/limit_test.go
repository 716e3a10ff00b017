package server

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// ping sends a PING on a connection that may not be accepted yet, and says in the
// channel when the reply is there.
func (c *client) ping() <-chan struct{} {
	answered := make(chan struct{})
	go func() {
		defer close(answered)
		c.raw("PING\r\n")
		if r, err := c.next(); show(r) != "+PONG" {
			c.t.Errorf("got %q, %v", show(r), err)
		}
	}()
	return answered
}

// wantBacklog fails the test unless n clients wait unaccepted.
func wantBacklog(t *testing.T, l *memListener, n int) {
	t.Helper()
	synctest.Wait()
	if got := len(l.backlog); got != n {
		t.Errorf("%d clients wait unaccepted, want %d", got, n)
	}
}

func TestClientsOverTheLimitWaitUnaccepted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := &Server{MaxClients: 2}, newMemListener()
		start(t, s, l)
		var clients []*client
		for range 4 {
			clients = append(clients, newClient(t, l.dial()))
		}
		<-clients[0].ping()
		<-clients[1].ping()
		third, fourth := clients[2].ping(), clients[3].ping()
		wantBacklog(t, l, 2)

		clients[0].close()
		<-third
		wantBacklog(t, l, 1)
		clients[1].send("QUIT")
		clients[1].want("+OK")
		<-fourth
		wantBacklog(t, l, 0)
	})
}

// The limit holds for all listeners together.
func TestListenersShareTheLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, one, other := &Server{MaxClients: 2}, newMemListener(), newMemListener()
		start(t, s, one)
		start(t, s, other)
		synctest.Wait() // each listener has a permit for its next client
		newClient(t, one.dial())
		synctest.Wait() // the first listener is the first to wait for another one
		b := newClient(t, other.dial())
		<-b.ping()
		waiting := newClient(t, one.dial()).ping()
		wantBacklog(t, one, 1)
		b.close()
		<-waiting
	})
}

// The log says that clients wait, but not more than once a minute.
func TestLimitIsLogged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		s, l := &Server{MaxClients: 1, Logger: slog.New(slog.NewTextHandler(&log, nil))}, newMemListener()
		start(t, s, l)
		wantWarnings := func(want int) {
			t.Helper()
			synctest.Wait()
			warning := `level=WARN msg="connection limit reached: further clients wait" maxclients=1`
			if got := strings.Count(log.String(), warning); got != want {
				t.Errorf("the log has %d warnings, want %d:\n%s", got, want, log.String())
			}
		}
		wantWarnings(0)
		for i := range 3 {
			for range 10 {
				c := newClient(t, l.dial())
				<-c.ping()
				c.close()
			}
			wantWarnings(i + 1)
			time.Sleep(time.Minute)
		}
	})
}
