package client

import (
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// What becomes of a Client or a Subscriber whose connection begins with an error
// reply.
const (
	connects = "connects"        // the reply is no hindrance
	waits    = "connects again"  // the reply stands for a state that passes
	ends     = "tells the error" // the server refuses
)

// A beginning is the replies to what a connection begins with: in RESP2 AUTH, CLIENT
// SETNAME and PING, in RESP3 HELLO.
type beginning struct {
	protocol int
	replies  []string
	want     string
}

// beginnings are those of the table in the package comment.
func beginnings() map[string]beginning {
	const ok, pong = "+OK\r\n", "+PONG\r\n"
	all := map[string]beginning{
		"AUTH without need":     {2, []string{"-ERR AUTH <password> called without any password configured\r\n", ok, pong}, ends},
		"AUTH, other":           {2, []string{"-TRYAGAIN later\r\n", ok, pong}, waits},
		"first of too many":     {2, []string{"-ERR max number of clients reached\r\n"}, waits},
		"SETNAME with a space":  {2, []string{ok, "-ERR Client names cannot contain spaces\r\n", pong}, waits},
		"SETNAME not permitted": {2, []string{ok, "-NOPERM no\r\n", pong}, ends},
		"PING, unknown":         {2, []string{ok, ok, "-ERR unknown command 'PING'\r\n"}, connects},
		"PING, ERR":             {2, []string{ok, ok, "-ERR go away\r\n"}, waits},
		"PING, another":         {2, []string{ok, ok, "-NOREPLICAS x\r\n"}, connects},
		"PING, too many":        {2, []string{ok, ok, "-ERR max number of clients reached\r\n"}, waits},
		"PING, MISCONF":         {2, []string{ok, ok, "-MISCONF the last save failed\r\n"}, connects},
		"HELLO, unknown":        {3, []string{"-ERR unknown command 'HELLO'\r\n"}, waits},
		"HELLO, NOPROTO":        {3, []string{"-NOPROTO unsupported protocol version\r\n"}, waits},
		"HELLO, too many":       {3, []string{"-ERR max number of clients reached\r\n"}, waits},
		"HELLO, MISCONF":        {3, []string{"-MISCONF the last save failed\r\n"}, waits},
	}
	for code, want := range map[string]string{
		"NOAUTH": ends, "WRONGPASS": ends, "NOPERM": ends, "DENIED": ends,
		"LOADING": waits, "BUSY": waits, "MASTERDOWN": waits,
	} {
		reply := "-" + code + " x\r\n"
		all["AUTH, "+code] = beginning{2, []string{reply, ok, pong}, want}
		all["PING, "+code] = beginning{2, []string{ok, ok, reply}, want}
		all["HELLO, "+code] = beginning{3, []string{reply}, want}
	}
	return all
}

// An error reply ends callers and subscribers only if the server refuses them. If it
// stands for a state that passes they connect again, and if it answers PING they stay.
func TestErrorRepliesDoToABeginningWhatTheTableSays(t *testing.T) {
	for name, begins := range beginnings() {
		greeted := []string{"+OK\r\n", "+OK\r\n", "+PONG\r\n"}
		if begins.protocol == 3 {
			greeted = greeted[:1]
		}
		with := func(o Options) Options {
			o.Username, o.Password, o.Name, o.Protocol = "app", "secret", "name", begins.protocol
			return o
		}
		in := func(err error) bool {
			_, ok := errors.AsType[*ServerError](err)
			return ok
		}
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, err := Dial(t.Context(), "test:1", with(scripted(t, answers(begins.replies...))))
				if err == nil {
					c.Close()
				}
				if connected := err == nil; connected != (begins.want == connects) || !connected && !in(err) {
					t.Errorf("Dial: got %v, want a Client that %s", err, begins.want)
				}
			})
			synctest.Test(t, func(t *testing.T) {
				c := connect(t, with(scripted(t, exchanges(greeted...), then(exchanges(begins.replies...), echoes), then(exchanges(greeted...), echoes))))
				synctest.Wait()
				if _, err := c.Do(t.Context(), "ECHO", "x"); in(err) != (begins.want == ends) || !in(err) && err != nil {
					t.Errorf("a caller: got %v, want a Client that %s", err, begins.want)
				}
			})
			synctest.Test(t, func(t *testing.T) {
				confirms := func(replies []string) []string { return append(slices.Clip(replies), confirmed) }
				s := subscribed(t, connect(t, with(scripted(t, then(exchanges(greeted...), echoes),
					exchanges(confirms(greeted)...), answers(confirms(begins.replies)...), answers(confirms(greeted)...)))), "a")
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				if _, err := s.Receive(ctx); in(err) != (begins.want == ends) || !in(err) && !isGap(err) {
					t.Errorf("a receiver: got %v, want a Subscriber that %s", err, begins.want)
				}
			})
		})
	}
}

// The same goes for the subscriptions that a new connection restores. Who asks for
// the first ones is told whatever it is.
func TestErrorRepliesToARestorationMeanTheSame(t *testing.T) {
	for reply, want := range map[string]string{
		"-NOPERM no\r\n": ends, "-NOAUTH no\r\n": ends, "-BUSY x\r\n": waits, "-ERR unknown command 'SUBSCRIBE'\r\n": waits,
	} {
		synctest.Test(t, func(t *testing.T) {
			o := scripted(t, echoes, answers("+PONG\r\n", reply), exchanges("+PONG\r\n", confirmed), answers("+PONG\r\n", reply), answers("+PONG\r\n", confirmed))
			c := connect(t, o)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			if _, err := c.Subscribe(ctx, "a"); err == nil || err.Error()+"\r\n" != reply[1:] {
				t.Errorf("the first subscription: got %v, want %s", err, reply)
			}
			s := subscribed(t, c, "a")
			_, err := s.Receive(ctx)
			if _, told := errors.AsType[*ServerError](err); told != (want == ends) || !told && !isGap(err) {
				t.Errorf("%s: got %v, want a Subscriber that %s", reply, err, want)
			}
		})
	}
}

// A PING into the silence may be answered by an error: the server is there. What comes
// next is in its turn.
func TestAnErrorInReplyToPingIsNoMoreThanThat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const misconf = "-MISCONF the last save failed\r\n"
		o := scripted(t, echoes, answers("+PONG\r\n", confirmed, misconf, misconf,
			confirmedB+"*3\r\n$7\r\nmessage\r\n$1\r\nb\r\n$1\r\n1\r\n", misconf))
		o.StallTimeout = 10 * time.Second
		s := subscribed(t, connect(t, o), "a")
		time.Sleep(25 * time.Second)
		if err := s.Subscribe(t.Context(), "b"); err != nil {
			t.Error(err)
		}
		receives(t, s, "b:1")
		ctx, cancel := context.WithTimeout(t.Context(), 15*time.Second)
		defer cancel()
		if _, err := s.Receive(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want nothing", err)
		}
	})
}

// C7: a PONG answers a PING in its turn, not before what was asked before it.
func TestC7APongOutOfTurnIsALie(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := scripted(t, echoes, then(exchanges("+PONG\r\n", confirmed), takes(2), says("+PONG\r\n"), stays), answers("+PONG\r\n", confirmed+confirmedB))
		o.StallTimeout = 10 * time.Second
		s := subscribed(t, connect(t, o), "a")
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		asked := make(chan error, 1)
		go func() { asked <- s.Subscribe(ctx, "b") }()
		if _, err := s.Receive(ctx); !isGap(err) || !errors.Is(err, ErrUnasked) {
			t.Errorf("got %v", err)
		}
		if err := <-asked; err != nil {
			t.Error(err)
		}
	})
}

// A deaf connection has said all that it will, and hears nothing.
type deaf struct {
	net.Conn
	said io.Reader
}

func (d deaf) Read(b []byte) (int, error) { return d.said.Read(b) }
func (deaf) Write([]byte) (int, error)    { return 0, io.ErrClosedPipe }

// A server that hangs up before it has had the PING has not answered it.
func TestDialReturnsWhatAServerSaidThatHungUp(t *testing.T) {
	near, far := net.Pipe()
	defer near.Close()
	defer far.Close()
	_, err := Dial(t.Context(), "test:1", Options{Dial: func(context.Context, string, string) (net.Conn, error) {
		return deaf{near, strings.NewReader("-GOAWAY x\r\n")}, nil
	}})
	if !errors.Is(err, &ServerError{Code: "GOAWAY"}) {
		t.Errorf("got %v, want GOAWAY", err)
	}
}
