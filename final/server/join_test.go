package server

import (
	"errors"
	"net"
	"testing"
	"testing/synctest"
)

// Clients get the last free place at whichever address they come.
func TestJoinedListenersShareTheLastPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		one, other := newMemListener(), newMemListener()
		start(t, &Server{MaxClients: 1}, join([]net.Listener{one, other}))
		for _, l := range []*memListener{one, other, other, one} {
			c := newClient(t, l.dial())
			c.send("PING")
			c.want("+PONG")
			waiting := newClient(t, one.dial())
			answered := waiting.ping()
			synctest.Wait()
			select {
			case <-answered:
				t.Error("two clients were served at once")
			default:
			}
			c.close()
			<-answered
			waiting.close()
		}
	})
}

// Close ends the connections that were accepted and not taken, and Accept.
func TestClosedJoinedListenerKeepsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		one, other := newMemListener(), newMemListener()
		l := join([]net.Listener{one, other})
		clients := []net.Conn{one.dial(), one.dial(), other.dial()}
		synctest.Wait()
		if err := l.Close(); err != nil {
			t.Errorf("Close returned %v", err)
		}
		for i, c := range clients {
			if n, err := c.Read(make([]byte, 1)); err == nil {
				t.Errorf("client %d got %d bytes", i, n)
			}
		}
		if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("Accept returned %v", err)
		}
		l.Close() // a second time does nothing
	})
}

// An error of one listener does not keep clients of the other waiting for ever.
func TestJoinedListenerPassesErrorsOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		failing, working := newFailingListener(3), newMemListener()
		start(t, new(Server), join([]net.Listener{failing, working}))
		c := newClient(t, working.dial())
		c.send("PING")
		c.want("+PONG")
	})
}
