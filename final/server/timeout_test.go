package server

import (
	"testing"
	"testing/synctest"
	"time"
)

const idleTimeout = 10 * time.Second

// connectFor returns a client of a server with that idle timeout, in a bubble.
func connectFor(t *testing.T) *client {
	t.Helper()
	l := newMemListener()
	start(t, &Server{Timeout: idleTimeout}, l)
	return newClient(t, l.dial())
}

// wantEndAfter fails the test unless the server ends the connection after that time,
// and no earlier.
func (c *client) wantEndAfter(want time.Duration) {
	c.t.Helper()
	begin := time.Now()
	c.wantEnd()
	if got := time.Since(begin); got != want {
		c.t.Errorf("the connection ended after %v, want %v", got, want)
	}
}

func TestIdleClientIsClosedAfterTheTimeout(t *testing.T) {
	for _, commands := range [][]string{nil, {"PING"}, {"SUBSCRIBE a", "UNSUBSCRIBE"}, {"PSUBSCRIBE a", "RESET"}} {
		synctest.Test(t, func(t *testing.T) {
			c := connectFor(t)
			synctest.Wait()
			for _, command := range commands {
				c.raw(command + "\r\n")
				c.reply()
			}
			c.wantEndAfter(idleTimeout)
		})
	}
}

// Each piece of input starts the time anew, even one of an unfinished command.
func TestBusyClientOutlivesTheTimeout(t *testing.T) {
	for _, piece := range []string{"PING\r\n", "PING", " "} {
		synctest.Test(t, func(t *testing.T) {
			c := connectFor(t)
			for range 10 {
				time.Sleep(idleTimeout - 1)
				c.raw(piece)
				if piece == "PING\r\n" {
					c.want("+PONG")
				}
			}
			c.wantEndAfter(idleTimeout)
		})
	}
}

func TestSubscriberOutlivesTheTimeout(t *testing.T) {
	for _, command := range []string{"SUBSCRIBE a", "PSUBSCRIBE a"} {
		synctest.Test(t, func(t *testing.T) {
			c := connectFor(t)
			c.raw(command + "\r\n")
			c.reply()
			time.Sleep(10 * idleTimeout)
			c.send("PING")
			c.want("[pong ]")
			time.Sleep(10 * idleTimeout)
			c.raw("UNSUBSCRIBE\r\nPUNSUBSCRIBE\r\n")
			c.reply()
			c.reply()
			c.wantEndAfter(idleTimeout)
		})
	}
}

func TestWithoutTimeoutIdleClientsStay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t)
		time.Sleep(10000 * time.Hour)
		c.send("PING")
		c.want("+PONG")
	})
}

// The timeout holds over TLS, too.
func TestIdleTLSClientIsClosedAfterTheTimeout(t *testing.T) {
	p := newPKI(t)
	synctest.Test(t, func(t *testing.T) {
		c := p.dialMemory(t, tlsInMemory(t, p, &Server{Timeout: idleTimeout}))
		c.send("PING")
		c.want("+PONG")
		c.wantEndAfter(idleTimeout)
	})
}
