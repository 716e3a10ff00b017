package server

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
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
	if got := l.Waiting(); got != n {
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

// setLimit sends CONFIG SET maxclients.
func (c *client) setLimit(n string) {
	c.t.Helper()
	if got := show(c.do("CONFIG", "SET", "maxclients", n)); got != "+OK" {
		c.t.Errorf("CONFIG SET maxclients %s: got %s", n, got)
	}
	if got, want := show(c.do("CONFIG", "GET", "maxclients")), "[maxclients "+n+"]"; got != want {
		c.t.Errorf("got %s, want %s", got, want)
	}
}

// However clients come and go and the limit changes, those who are served are the first
// to have come, as many of them as the limit lets in.
func TestLimitOfTheMomentHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rapid.SyncTest(t, func(t *rapid.T) {
			limit := rapid.IntRange(1, 5).Draw(t, "limit at the start")
			s, l := &Server{MaxClients: limit}, newMemListener()
			start(t, s, l)
			admin := newClient(t, l.dial())
			<-admin.ping()
			served, waiting := 1, []<-chan struct{}{}
			var clients []*client // those who were served first, first
			for range rapid.IntRange(1, 30).Draw(t, "steps") {
				switch step := rapid.IntRange(0, 3).Draw(t, "step"); {
				case step == 0:
					limit = rapid.IntRange(1, 5).Draw(t, "limit")
					admin.setLimit(strconv.Itoa(limit))
				case step == 1 && served > 1:
					clients[0].close()
					clients, served = clients[1:], served-1
				default:
					c, answered := newClient(t, l.dial()), make(chan struct{})
					clients, waiting = append(clients, c), append(waiting, answered)
					go func() { // unlike ping, it may still wait when the test fails
						io.WriteString(c.conn, "PING\r\n")
						if r, err := c.replies.ReadReply(); err == nil && show(r) == "+PONG" {
							close(answered)
						}
					}()
				}
				synctest.Wait()
				for i, answered := range slices.Clone(waiting) {
					want := served < limit
					if want {
						served, waiting = served+1, waiting[1:]
					}
					if got := isClosed(answered); got != want {
						t.Fatalf("limit %d: that the waiting client %d is served is %v, want %v", limit, i, got, want)
					}
				}
			}
		})
	})
}

// A lower limit ends nobody's connection, and holds for the next client, also for the
// one that the listener has been waiting for. Each that leaves makes up for one of those
// that are too many.
func TestLoweredLimitKeepsClientsAndHoldsForTheNextOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := &Server{MaxClients: 10}, newMemListener()
		start(t, s, l)
		var clients []*client
		for range 4 {
			clients = append(clients, newClient(t, l.dial()))
			<-clients[len(clients)-1].ping()
		}
		clients[0].setLimit("2")
		next := newClient(t, l.dial()).ping()
		wantWaiting := func() {
			t.Helper()
			synctest.Wait()
			if isClosed(next) {
				t.Fatal("a client over the limit is served")
			}
		}
		wantWaiting()
		for _, c := range clients {
			c.do("PING")
		}
		for _, c := range clients[1:3] {
			c.close()
			wantWaiting()
		}
		clients[3].close()
		<-next
		wantBacklog(t, l, 0)
		last := newClient(t, l.dial()).ping()
		wantBacklog(t, l, 1)
		clients[0].close()
		<-last
	})
}

// Where clients are rejected, the limit of the moment counts.
func TestNewLimitHoldsWhereClientsAreRejected(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := &Server{MaxClients: 3, RejectClients: true}, newMemListener()
		start(t, s, l)
		wantRejected := func() {
			t.Helper()
			newClient(t, l.dial()).want("-ERR max number of clients reached")
		}
		a, b := newClient(t, l.dial()), newClient(t, l.dial())
		<-a.ping()
		<-b.ping()
		a.setLimit("1")
		wantRejected()
		<-b.ping()
		b.close()
		synctest.Wait()
		wantRejected()
		a.setLimit("2")
		<-newClient(t, l.dial()).ping()
		wantRejected()
	})
}

// A client that was accepted before the limit was lowered, and waits, ends with the
// server.
func TestShutdownEndsAClientThatWaitsUnderALoweredLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := &Server{MaxClients: 2}, newMemListener()
		start(t, s, l)
		admin := newClient(t, l.dial())
		admin.setLimit("1")
		waiting := newClient(t, l.dial())
		wantBacklog(t, l, 0)
		if err := s.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
		waiting.wantEnd()
	})
}

// Listeners that wait for clients when the limit is lowered keep nobody from being served
// up to it.
func TestLoweredLimitOfSeveralListeners(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, one, other := &Server{MaxClients: 10}, newMemListener(), newMemListener()
		start(t, s, one)
		start(t, s, other)
		admin := newClient(t, one.dial())
		<-admin.ping()
		synctest.Wait() // each listener has a permit for its next client
		admin.setLimit("1")
		a, b := newClient(t, one.dial()).ping(), newClient(t, other.dial()).ping()
		synctest.Wait()
		if isClosed(a) || isClosed(b) {
			t.Error("a client over the limit is served")
		}
		admin.setLimit("3")
		<-a
		<-b
	})
}

// CONFIG SET maxclients beyond what the system can handle is answered as by Redis.
func TestHighestLimitIsThatOfTheSystem(t *testing.T) {
	conn, err := net.Dial("unix", startRedisBy(t, []string{"sh", "-c", `ulimit -n 128 && exec redis-server "$@"`, "redis-server"}))
	if err != nil {
		t.Fatal(err)
	}
	redis := newClient(t, conn)
	if show(redis.do("CONFIG", "GET", "maxclients")) != "[maxclients 96]" {
		t.Skip("redis-server may raise the limit of files itself")
	}
	l := newMemListener()
	start(t, &Server{MaxClients: 96, MostClients: func() int { return 96 }}, l)
	server := newClient(t, l.dial())
	for _, line := range []string{
		"maxclients 96", "maxclients 97", "maxclients 95", "maxclients 97", "maxclients 96", "maxclients 10000", "maxclients 0", "maxclients x",
		"maxclients 97 timeout x", "timeout x maxclients 97", "maxclients 97 timeout 5", "timeout 5 maxclients 97", "timeout 5 maxclients 50",
	} {
		command := append([]string{"CONFIG", "SET"}, strings.Fields(line)...)
		if got, want := show(server.do(command...)), show(redis.do(command...)); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", line, got, want)
		}
		for _, name := range []string{"maxclients", "timeout"} {
			if got, want := show(server.do("CONFIG", "GET", name)), show(redis.do("CONFIG", "GET", name)); got != want {
				t.Errorf("after %s:\ngot  %s\nwant %s", line, got, want)
			}
		}
	}
}

// The limit that holds can be set even if the system can handle fewer clients, so that
// a client that sets all it has read gets no error.
func TestConfigSetTakesTheLimitThatHolds(t *testing.T) {
	l := newMemListener()
	start(t, &Server{MaxClients: 7, MostClients: func() int { return 5 }}, l)
	c := newClient(t, l.dial())
	c.setLimit("7")
	c.setLimit("5")
}

// Who gives up waiting takes no permit, then or later.
func TestWaitThatIsGivenUpTakesNoPermit(t *testing.T) {
	p := &permits{most: 1}
	p.tryAcquire()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if p.acquire(ctx) == nil {
		t.Error("got a permit that somebody holds")
	}
	p.release()
	if held := p.held(); held != 0 {
		t.Errorf("%d permits are held", held)
	}
}
