package server

import (
	"crypto/tls"
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
		c := newClient(t, tls.Client(raw, p.clientConfig()))
		c.send("PING")
		c.want("+PONG")
		c.wantEndAfter(30 * time.Second)
	})
}
