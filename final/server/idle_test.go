package server

import (
	"crypto/tls"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// A change of the timeout holds for clients that wait already, counted from what they
// sent last.
func TestNewTimeoutHoldsForClientsThatWait(t *testing.T) {
	const never = -1
	for _, tt := range []struct {
		before, after string
		silent        time.Duration // of the client before the change
		end           time.Duration // when it is closed after the change
	}{
		{"0", "30", 10 * time.Second, 20 * time.Second},
		{"0", "30", 40 * time.Second, 0},
		{"100", "30", 10 * time.Second, 20 * time.Second},
		{"30", "50", 10 * time.Second, 40 * time.Second},
		{"30", "0", 10 * time.Second, never},
	} {
		synctest.Test(t, func(t *testing.T) {
			dial := dialer(t, new(Server))
			idle, admin := dial(), dial()
			admin.do("CONFIG", "SET", "timeout", tt.before)
			idle.do("PING")
			time.Sleep(tt.silent)
			admin.do("CONFIG", "SET", "timeout", tt.after)
			if tt.end == never {
				idle.wantNothing()
				idle.do("PING")
			} else {
				idle.wantEndAfter(tt.end)
			}
		})
	}
}

// Changes of the timeout end no connection that is not silent for too long: no
// subscriber, none in the middle of a command.
func TestNewTimeoutLeavesOthersAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dial := dialer(t, new(Server))
		subscriber, half, admin := dial(), dial(), dial()
		subscriber.do("SUBSCRIBE", "a")
		time.Sleep(time.Minute)
		half.raw("*2\r\n$4\r\nECHO\r\n$5\r\nhe")
		for _, timeout := range []string{"10", "20", "0", "5", "0"} {
			admin.send("CONFIG", "SET", "timeout", timeout)
			admin.want("+OK")
			synctest.Wait()
		}
		half.raw("llo\r\n")
		half.want("hello")
		admin.do("PUBLISH", "a", "m")
		subscriber.want("[message a m]")
	})
}

// A change of the timeout does not cut short the wait for a client that has been sent
// its last reply.
func TestNewTimeoutLeavesTheLastReplyAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newMemListener()
		start(t, new(Server), l)
		c, admin := dialHalves(t, l), dialHalves(t, l)
		c.raw("QUIT\r\n")
		c.want("+OK")
		synctest.Wait()
		admin.do("CONFIG", "SET", "timeout", "30")
		synctest.Wait()
		if _, err := c.conn.Write([]byte("PING\r\n")); err != nil {
			t.Errorf("the server reads no more: %v", err)
		}
	})
}

// A change of the timeout does not disturb a TLS handshake.
func TestNewTimeoutLeavesHandshakesAlone(t *testing.T) {
	p := newPKI(t)
	synctest.Test(t, func(t *testing.T) {
		s := new(Server)
		encrypted, plain := tlsInMemory(t, p, s), newMemListener()
		start(t, s, plain)
		raw, admin := encrypted.dial(), newClient(t, plain.dial())
		synctest.Wait() // the server waits for the client to begin
		admin.send("CONFIG", "SET", "timeout", "30")
		admin.want("+OK")
		c := newClient(t, tls.Client(raw, p.ClientConfig()))
		c.send("PING")
		c.want("+PONG")
		c.wantEndAfter(30 * time.Second)
	})
}

// A meddler is a connection whose read deadlines somebody overwrites a moment later.
type meddler struct {
	net.Conn
	meddle func(deadline time.Time)
}

func (m meddler) SetReadDeadline(deadline time.Time) error {
	err := m.Conn.SetReadDeadline(deadline)
	m.meddle(deadline)
	return err
}

// Whoever ends a connection while its reader sets the deadline of the idle timeout
// does not have the deadline that ends it overwritten.
func TestEndOfAConnectionIsNotOverwrittenByTheTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &Server{Timeout: idleTimeout}
		s.init.Do(s.initialize)
		near, far := net.Pipe()
		defer far.Close()
		var c *conn
		var once sync.Once
		c = s.register(meddler{near, func(time.Time) {
			once.Do(func() {
				c.killed.Store(true)
				near.SetDeadline(past())
				near.SetReadDeadline(time.Now().Add(idleTimeout)) // as if it came first
			})
		}})
		defer s.forget(c)
		begin := time.Now()
		c.serve()
		if waited := time.Since(begin); waited != 0 {
			t.Errorf("the connection ended after %v, want at once", waited)
		}
	})
}
