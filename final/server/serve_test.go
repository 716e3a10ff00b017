package server

import (
	"context"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// A server has one keyspace and one hub, however many listeners it serves.
func TestListenersShareKeysAndChannels(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, one, other := new(Server), newMemListener(), newMemListener()
		start(t, s, one)
		start(t, s, other)
		a, b := newClient(t, one.dial()), newClient(t, other.dial())
		a.send("SET", "k", "v")
		a.want("+OK")
		b.send("GET", "k")
		b.want("v")
		a.send("SUBSCRIBE", "a")
		a.want("[subscribe a :1]")
		b.send("PUBLISH", "a", "m")
		b.want(":1")
		a.want("[message a m]")
	})
}

// Each Serve returns after its own connections, and Shutdown after every Serve.
func TestServeReturnsAfterItsConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := new(Server)
		var mu sync.Mutex
		var order []string
		happened := func(what string) {
			mu.Lock()
			defer mu.Unlock()
			order = append(order, what)
		}
		serve := func(name string) *client {
			l := newMemListener()
			go func() {
				if err := s.Serve(l); err != ErrServerClosed {
					t.Errorf("Serve returned %v, want ErrServerClosed", err)
				}
				happened(name + " served")
			}()
			return newClient(t, l.dial())
		}
		one, other := serve("one"), serve("other")
		one.raw(pipeline("SET k v", "GET k"))
		other.raw(pipeline("PING"))
		synctest.Wait()
		go func() {
			if err := s.Shutdown(context.Background()); err != nil {
				t.Errorf("Shutdown returned %v", err)
			}
			happened("shut down")
		}()
		time.Sleep(time.Second)
		happened("one reads")
		one.want("+OK", "v")
		one.wantEnd()
		time.Sleep(time.Second)
		happened("other reads")
		other.want("+PONG")
		other.wantEnd()
		synctest.Wait()
		mu.Lock()
		defer mu.Unlock()
		want := []string{"one reads", "one served", "other reads", "other served", "shut down"}
		if !slices.Equal(order, want) {
			t.Errorf("got %q, want %q", order, want)
		}
	})
}

// Who dials after Shutdown finds nobody listening, even where closing takes a while
// and the server was at its limit, not in Accept.
func TestListenersAreClosedWhenShutdownReturns(t *testing.T) {
	for _, clients := range []int{0, 1} {
		synctest.Test(t, func(t *testing.T) {
			s, l := &Server{MaxClients: 1}, newMemListener()
			start(t, s, slowCloser{l, func() { time.Sleep(time.Second) }})
			for range clients {
				<-newClient(t, l.dial()).ping()
			}
			synctest.Wait()
			s.Shutdown(context.Background())
			if _, err := l.Dial(); err == nil {
				t.Errorf("with %d clients: the listener is open after Shutdown", clients)
			}
		})
	}
}

// A slowCloser waits before it closes.
type slowCloser struct {
	*memListener
	wait func()
}

func (l slowCloser) Close() error {
	l.wait()
	return l.memListener.Close()
}

// A connection may be accepted in the same moment in which Shutdown closes the
// listener. It is ended like the others.
func TestConnectionAcceptedDuringShutdownIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := new(Server), newMemListener()
		near, far := net.Pipe()
		start(t, s, lateListener{l, far})
		synctest.Wait()
		if err := s.Shutdown(context.Background()); err != nil {
			t.Errorf("Shutdown returned %v", err)
		}
		newClient(t, near).wantEnd()
	})
}

// A lateListener has a connection for who waits in Accept when it is closed.
type lateListener struct {
	*memListener
	last net.Conn
}

func (l lateListener) Accept() (net.Conn, error) {
	l.memListener.Accept()
	return l.last, nil
}

// Connections that arrive while the server stops are served or ended, and none is
// forgotten.
func TestShutdownDuringConnects(t *testing.T) {
	for range 20 {
		synctest.Test(t, func(t *testing.T) {
			s, l := &Server{MaxClients: 20}, newMemListener()
			start(t, s, l)
			var clients sync.WaitGroup
			for range 50 {
				clients.Go(func() {
					c := newClient(t, l.dial())
					if _, err := c.conn.Write([]byte(strings.Repeat("PING\r\n", 3))); err != nil {
						return // the server has ended it
					}
					for _, err := c.next(); err == nil; _, err = c.next() {
					}
				})
			}
			if err := s.Shutdown(context.Background()); err != nil {
				t.Errorf("Shutdown returned %v", err)
			}
			clients.Wait()
		})
	}
}

func TestKeysExpireWhileServing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t)
		c.raw(pipeline("SET k v PX 1000", "DBSIZE"))
		c.want("+OK", ":1")
		time.Sleep(1001 * time.Millisecond)
		synctest.Wait()
		c.send("DBSIZE") // which does not look at deadlines
		c.want(":0")
	})
}
