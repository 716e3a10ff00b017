package client

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"mini-redis/final/server"
)

func TestConnectionsAuthenticateAndHaveANameInBothProtocols(t *testing.T) {
	for _, protocol := range []int{2, 3} {
		for _, user := range []string{"", "default"} {
			synctest.Test(t, func(t *testing.T) {
				n, _ := serve(t, &server.Server{Password: "secret"})
				o := n.options()
				o.Username, o.Password, o.Name, o.Protocol = user, "secret", "a-name", protocol
				c := connect(t, o)
				name, err := c.bulk(t.Context(), "CLIENT", "GETNAME")
				if name != "a-name" || err != nil {
					t.Errorf("RESP%d: got %q, %v", protocol, name, err)
				}
				info, err := c.Do(t.Context(), "CLIENT", "INFO")
				if want := map[int]string{2: "resp=2", 3: "resp=3"}[protocol]; !strings.Contains(info.Str, want) || err != nil {
					t.Errorf("got %q, %v, want %q in it", info.Str, err, want)
				}
			})
		}
	}
}

func TestDialReturnsWhyTheServerRefuses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, _ := serve(t, &server.Server{Password: "secret"})
		for _, test := range []struct {
			password string
			protocol int
			code     string
		}{{"", 2, "NOAUTH"}, {"", 3, "NOAUTH"}, {"wrong", 2, "WRONGPASS"}, {"wrong", 3, "WRONGPASS"}} {
			o := n.options()
			o.Password, o.Protocol = test.password, test.protocol
			if _, err := Dial(t.Context(), "pipe:0", o); !errors.Is(err, &ServerError{Code: test.code}) {
				t.Errorf("%+v: got %v", test, err)
			}
		}
		if _, err := Dial(t.Context(), "pipe:0", Options{Protocol: 4}); err == nil {
			t.Error("RESP4: got no error")
		}
		o := scripted(t, then(takes(1), says("-ERR max number of clients reached\r\n")), stays)
		if _, err := Dial(t.Context(), "pipe:0", o); !errors.Is(err, &ServerError{Code: "ERR"}) || refused(err) {
			t.Errorf("too many clients: got %v", err)
		}
	})
}

// The server's password changes while there is no connection.
func TestCallersAreToldThatTheServerRefusesToHaveThemBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		refuse := exchanges("-WRONGPASS no\r\n")
		c := connect(t, scripted(t, greets, refuse, exchanges("-LOADING wait\r\n"), echoes))
		synctest.Wait()
		began := time.Now()
		if err := c.Ping(t.Context()); !errors.Is(err, &ServerError{Code: "WRONGPASS"}) || errors.Is(err, ErrUnknownOutcome) {
			t.Errorf("got %v", err)
		}
		if took := time.Since(began); took > maxWait {
			t.Errorf("took %v", took)
		}
		// LOADING passes, so this caller waits.
		if err := c.Ping(t.Context()); err != nil {
			t.Errorf("got %v", err)
		}
	})
}

func TestAttemptsToConnectGetRarer(t *testing.T) {
	var b backoff
	if got := b.next(); got != 0 {
		t.Errorf("first wait: got %v, want none", got)
	}
	want := minWait
	for range 20 {
		if got := b.next(); got < want/2 || got > want {
			t.Errorf("got %v, want %v to %v", got, want/2, want)
		}
		want = min(2*want, maxWait)
	}
	b.reset()
	if got := b.next(); got != 0 {
		t.Errorf("after a success: got %v, want none", got)
	}
}

func TestOnlyCallersMakeConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, n := start(t)
		n.setDown(true)
		n.kill()
		time.Sleep(time.Hour)
		if got := n.dialed(); got != 1 {
			t.Errorf("%d dials while nobody asked, want 1", got)
		}
		n.setDown(false)
		if err := c.Ping(t.Context()); err != nil || n.dialed() != 2 {
			t.Errorf("got %v after %d dials, want 2", err, n.dialed())
		}
	})
}

// A server that accepts, greets and hangs up is not dialed in a loop.
func TestConnectionsThatBringNoRepliesCountAsFailures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		scripts := make([]func(net.Conn), 20)
		for i := range scripts {
			scripts[i] = then(greets, takes(1))
		}
		c := connect(t, scripted(t, scripts...))
		began := time.Now()
		for range scripts {
			if _, err := c.Do(t.Context(), "ECHO", "x"); !errors.Is(err, ErrUnknownOutcome) {
				t.Errorf("got %v", err)
			}
		}
		if took := time.Since(began); took < 5*time.Second {
			t.Errorf("20 connections in %v", took)
		}
	})
}

func TestUsersAuthenticateAsThemselves(t *testing.T) {
	for protocol, want := range map[int]string{
		2: "[[AUTH app secret] [CLIENT SETNAME a] [PING]]",
		3: "[[HELLO 3 AUTH app secret SETNAME a]]",
	} {
		o := Options{Protocol: protocol, Username: "app", Password: "secret", Name: "a"}
		if got := fmt.Sprint(o.greetings()); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// What hangs up at once is not a server that is down, and Dial says so.
func TestDialTellsOfAServerThatHangsUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, err := Dial(t.Context(), "test:1", scripted(t, takes(1)))
		if want := "client: connecting to test:1: waiting for the first reply: EOF"; err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	})
}
