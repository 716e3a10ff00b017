package server

import (
	"bytes"
	"io"
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

// With RejectClients, who comes over the limit is told, and disconnected at once; the
// place of a client that leaves is free again.
func TestClientsOverTheLimitAreRejected(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		s, l := &Server{MaxClients: 2, RejectClients: true, Logger: slog.New(slog.NewTextHandler(&log, nil))}, newMemListener()
		start(t, s, l)
		a, b := newClient(t, l.dial()), newClient(t, l.dial())
		<-a.ping()
		<-b.ping()
		for range 3 {
			all, err := io.ReadAll(l.dial())
			if got, want := string(all), "-ERR max number of clients reached\r\n"; got != want || err != nil {
				t.Errorf("got %q, %v, want %q", got, err, want)
			}
		}
		a.close()
		synctest.Wait()
		c := newClient(t, l.dial())
		<-c.ping()
		<-b.ping()
		newClient(t, l.dial()).want("-ERR max number of clients reached")
		if got := s.stats.rejected.Load(); got != 4 {
			t.Errorf("%d connections count as rejected, want 4", got)
		}
		warning := `level=WARN msg="connection limit reached: further clients are rejected" maxclients=2`
		if got := strings.Count(log.String(), warning); got != 1 {
			t.Errorf("the log has %d warnings, want 1:\n%s", got, log.String())
		}
	})
}

// A rejected client that does not read does not keep others from being rejected for
// more than a second.
func TestRejectedClientThatDoesNotReadIsLeftAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newMemListener()
		start(t, &Server{MaxClients: 1, RejectClients: true}, l)
		<-newClient(t, l.dial()).ping()
		deaf := l.dial()
		defer deaf.Close()
		begin := time.Now()
		newClient(t, l.dial()).want("-ERR max number of clients reached")
		if waited := time.Since(begin); waited > time.Second {
			t.Errorf("the next client has waited %v", waited)
		}
	})
}
