package server

import (
	"testing"
	"testing/synctest"
	"time"
)

// A client that has to authenticate has a time for it, whatever it sends meanwhile. One
// that has done so may be silent.
func TestClientsHaveToAuthenticateInTime(t *testing.T) {
	for name, tt := range map[string]struct {
		sent  string // every 3 seconds
		want  time.Duration
		other time.Duration // the idle timeout
	}{
		"silent":             {"", 10 * time.Second, 0},
		"talks":              {"PING\r\n", 10 * time.Second, 0},
		"guesses":            {"AUTH guess\r\n", 10 * time.Second, 0},
		"sends a piece":      {"*", 10 * time.Second, 0},
		"silent for a while": {"", 5 * time.Second, 5 * time.Second},
		"talks in time":      {"PING\r\n", 10 * time.Second, 5 * time.Second},
		"knows":              {"AUTH secret\r\n", 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, l := &Server{Password: "secret", AuthTimeout: 10 * time.Second, Timeout: tt.other}, newMemListener()
				start(t, s, l)
				c, begin := newClient(t, l.dial()), time.Now()
				ended := make(chan time.Duration, 1)
				go func() {
					for _, err := c.next(); err == nil; _, err = c.next() {
					}
					ended <- time.Since(begin)
				}()
				for range 100 {
					if tt.sent != "" {
						c.conn.Write([]byte(tt.sent))
					}
					time.Sleep(3 * time.Second)
				}
				select {
				case got := <-ended:
					if tt.want == 0 || got != tt.want {
						t.Errorf("the connection ended after %v, want %v", got, tt.want)
					}
				default:
					if tt.want != 0 {
						t.Errorf("the connection has not ended after 5 minutes, want %v", tt.want)
					}
				}
			})
		})
	}
}
