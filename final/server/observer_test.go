package server

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"mini-redis/final/pubsub"
)

// observe serves a client that sends all of this and leaves, and returns what the
// Observer was told and what the client got.
func observe(t tb, s *Server, sent string) (*recorder, string) {
	r := newRecorder(t)
	s.Observer = r
	s.Logger = slog.New(slog.DiscardHandler)
	return r, serveAll(s, strings.NewReader(sent)).out.String()
}

func TestObserverSeesEachCommand(t *testing.T) {
	r, _ := observe(t, new(Server), pipeline("PING", "SET k v", "get k", "GET missing", "GET", "NOSUCH k v",
		"INCR k", "CONFIG GET timeout", "Config nosuch", "CONFIG", "MSET a 1 b 2 a 3", "MSET a", "DEL a b c", "RENAME k l",
		"SUBSCRIBE ch", "GET k", "UNSUBSCRIBE", "AUTH wrong", "HELLO 9", "QUIT", "GET k"))
	r.want(
		"ping keys=0 bytes=7 ",
		"set keys=1 bytes=5 ",
		"get keys=1 bytes=7 ",
		"get keys=1 bytes=5 ",
		"get keys=0 bytes=50 ERR rejected",
		" keys=0 bytes=67 ERR rejected",
		"incr keys=1 bytes=46 ERR",
		"config|get keys=0 bytes=24 ",
		"config keys=0 bytes=52 ERR rejected",
		"config keys=0 bytes=53 ERR rejected",
		"mset keys=3 bytes=5 ",
		"mset keys=0 bytes=51 ERR rejected",
		"del keys=3 bytes=4 ",
		"rename keys=2 bytes=5 ",
		"subscribe keys=0 bytes=0 ",
		"get keys=1 bytes=116 ERR rejected",
		"unsubscribe keys=0 bytes=0 ",
		"auth keys=0 bytes=127 ERR",
		"hello keys=0 bytes=39 NOPROTO",
		"quit keys=0 bytes=5 ",
	)
}

func TestObserverSeesWhatMayNotBeDoneYet(t *testing.T) {
	r, _ := observe(t, &Server{Password: "right"}, pipeline("GET k", "AUTH wrong", "AUTH right", "GET k"))
	r.want(
		"get keys=1 bytes=34 NOAUTH rejected",
		"auth keys=0 bytes=64 WRONGPASS",
		"auth keys=0 bytes=5 ",
		"get keys=1 bytes=5 ",
	)
}

// The sizes that the Observer is told add up to what the client gets, whatever the
// commands, their replies and CLIENT REPLY.
func TestObservedBytesAreThoseSent(t *testing.T) {
	large := strings.Repeat("x", 70000) // more than a Writer gathers
	rapid.Check(t, func(t *rapid.T) {
		commands := rapid.SliceOf(rapid.SampledFrom([]string{
			"PING", "GET k", "SET k v", "SET k " + large, "MGET k k missing", "APPEND k " + large, "NOSUCH", "GET", "CONFIG GET *", "COMMAND",
			"CLIENT REPLY OFF", "CLIENT REPLY ON", "CLIENT REPLY SKIP", "CLIENT REPLY", "UNSUBSCRIBE", "HELLO 3", "HELLO 2", "RESET", "INFO",
		})).Draw(t, "commands")
		r, got := observe(t, new(Server), pipeline(commands...))
		sum := int64(0)
		for _, o := range r.commands {
			sum += o.ReplyBytes
		}
		if len(r.commands) != len(commands) || sum != int64(len(got)) {
			t.Errorf("%d commands with replies of %d bytes were observed, want %d and %d", len(r.commands), sum, len(commands), len(got))
		}
	})
}

// The replies to a subscriber count, though they go through its queue; those that are
// taken back from what speaks HTTP do not.
func TestObservedBytesInOtherModes(t *testing.T) {
	r, _ := observe(t, new(Server), pipeline("HELLO 3", "SUBSCRIBE ch", "ECHO hello", "PING "+strings.Repeat("x", 70000),
		"CLIENT REPLY OFF", "ECHO hello", "CLIENT REPLY ON"))
	r.commands = r.commands[2:]
	r.want("echo keys=0 bytes=11 ", "ping keys=0 bytes=70010 ", "client|reply keys=0 bytes=0 ", "echo keys=0 bytes=0 ", "client|reply keys=0 bytes=5 ")
	r, got := observe(t, new(Server), pipeline("PING")+"POST / HTTP/1.1\r\n")
	if got != "" {
		t.Errorf("got %q", got)
	}
	r.want("ping keys=0 bytes=7 ", " keys=0 bytes=0  rejected")
}

// A command's duration has neither the client's pauses in it nor what the Observer
// takes.
func TestObservedDurationIsThatOfTheCommand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRecorder(t)
		s, l := &Server{Observer: slowObserver{r}}, newMemListener()
		start(t, s, l)
		begin := time.Now()
		c := newClient(t, l.dial())
		time.Sleep(time.Hour)
		c.raw(pipeline("PING", "NOSUCH", "PING"))
		c.want("+PONG", "-ERR unknown command 'NOSUCH', with args beginning with: ", "+PONG")
		time.Sleep(time.Hour)
		c.close()
		synctest.Wait()
		if got := fmt.Sprint(r.took()); got != "[0s 0s 0s]" {
			t.Errorf("the commands took %v, want no time", got)
		}
		if took := s.commands["ping"].stats.duration.Load(); took != 0 {
			t.Errorf("INFO says that they took %d ns", took)
		}
		for i, want := range []time.Duration{time.Hour, time.Hour + 10*time.Second, time.Hour + 20*time.Second} {
			if got := r.begun[i].Sub(begin); got != want {
				t.Errorf("command %d began after %v, want %v", i, got, want)
			}
		}
		if got, want := r.ends[0].Duration, 2*time.Hour+30*time.Second; got != want {
			t.Errorf("the connection took %v, want %v", got, want)
		}
		r.wantOrder("begin 1", "begin ping", "end ping", "begin ", "end ", "begin ping", "end ping", "end 1")
	})
}

// A command takes as long as its client takes to read a long reply, and the next one,
// though it is rejected, has a time of its own.
func TestObservedDurationOfALongReply(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRecorder(t)
		s, l := &Server{Observer: r}, newMemListener()
		start(t, s, l)
		c := newClient(t, l.dial())
		large := strings.Repeat("x", 100000)
		c.raw(pipeline("PING " + large))
		time.Sleep(50 * time.Millisecond)
		c.want(large)
		c.raw(pipeline("NOSUCH"))
		c.want("-ERR unknown command 'NOSUCH', with args beginning with: ")
		if got := fmt.Sprint(r.took()); got != "[50ms 0s]" {
			t.Errorf("the commands took %v", got)
		}
	})
}

// INFO counts the time of each command once, whether or not somebody observes it.
func TestDurationsAddUp(t *testing.T) {
	for _, observer := range []Observer{nil, idleObserver{}} {
		synctest.Test(t, func(t *testing.T) {
			s, l := &Server{Observer: observer}, newMemListener()
			start(t, s, l)
			c := newClient(t, l.dial())
			large := strings.Repeat("x", 100000)
			for range 2 {
				c.raw(pipeline("PING " + large))
				time.Sleep(50 * time.Millisecond)
				c.want(large)
				c.do("PING")
			}
			c.close()
			synctest.Wait()
			if took := time.Duration(s.commands["ping"].stats.duration.Load()); took != 100*time.Millisecond {
				t.Errorf("observed by %T: INFO says that the commands took %v, want 100ms", observer, took)
			}
		})
	}
}

// A slowObserver takes five seconds for the begin of each command, and as long for the
// end.
type slowObserver struct{ *recorder }

func (o slowObserver) BeginCommand(ctx context.Context, cmd Command) context.Context {
	ctx = o.recorder.BeginCommand(ctx, cmd)
	<-time.After(5 * time.Second)
	return ctx
}

func (o slowObserver) EndCommand(ctx context.Context, cmd Command, result CommandResult) {
	o.recorder.EndCommand(ctx, cmd, result)
	<-time.After(5 * time.Second)
}

// Every call for a connection comes between its begin and its end, however many
// connections there are at once; that is what the recorder complains of.
func TestObserverSeesEachConnectionAsAWhole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRecorder(t)
		s, l := &Server{Observer: r}, newMemListener()
		start(t, s, l)
		var clients sync.WaitGroup
		for range 50 {
			clients.Go(func() {
				c := newClient(t, l.dial())
				for range 10 {
					c.do("PING")
				}
				c.close()
			})
		}
		clients.Wait()
		synctest.Wait()
		if len(r.open) != 0 || len(r.ends) != 50 || len(r.commands) != 500 {
			t.Errorf("%d connections are open, %d have ended, with %d commands; want 0, 50 and 500", len(r.open), len(r.ends), len(r.commands))
		}
	})
}

// What clients send does not get to the Observer.
func TestObserverIsToldNothingPrivate(t *testing.T) {
	for _, sent := range privateConversations() {
		s := &Server{Password: "private-password"}
		r, _ := observe(t, s, sent)
		if told := fmt.Sprintf("%+v %+v %q", r.commands, r.ends, r.order); strings.Contains(strings.ToLower(told), "private") {
			t.Errorf("the Observer is told too much: %s", told)
		}
	}
}

// What is logged during a command has the context that the Observer made of it.
func TestLogHasTheObserversContext(t *testing.T) {
	h := new(contextHandler)
	s := &Server{Observer: newRecorder(t), Logger: slog.New(h), OnShutdown: func() {}}
	serveAll(s, strings.NewReader(pipeline("PING", "SHUTDOWN")))
	want := []string{
		"client connected {1 }", "command {1 ping!}", "a client stops the server {1 shutdown!}", "command {1 shutdown!}", "client gone {1 }",
	}
	if fmt.Sprint(h.records) != fmt.Sprint(want) {
		t.Errorf("got %q, want %q", h.records, want)
	}
}

// A contextHandler keeps the message and the inside of each record.
type contextHandler struct {
	slog.Handler
	records []string
}

func (h *contextHandler) Enabled(context.Context, slog.Level) bool { return true }

func (h *contextHandler) Handle(ctx context.Context, record slog.Record) error {
	h.records = append(h.records, fmt.Sprint(record.Message, " ", where(ctx)))
	return nil
}

func TestObserverSeesDroppedSubscriber(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRecorder(t)
		s, l := &Server{Observer: r, Password: "private-password", Logger: slog.New(slog.DiscardHandler)}, newMemListener()
		s.init.Do(s.initialize)
		s.hub = pubsub.New(encodePush, pubsub.Limits{HardBytes: 440})
		start(t, s, l)
		dropSubscriber(t, l)
		synctest.Wait()
		if fmt.Sprint(r.drops) != "["+pubsub.HardLimit+"]" || len(r.ends) != 1 || r.ends[0].Reason != EndDropped {
			t.Errorf("got the drops %q and the ends %v", r.drops, r.ends)
		}
	})
}

// Observing costs no allocation beside those of the Observer.
func TestObservedDispatchDoesNotAllocate(t *testing.T) {
	c, next := executor(t, pipeline("GET k"))
	c.srv.Observer = idleObserver{}
	if allocs := testing.AllocsPerRun(1000, next); allocs != 0 {
		t.Errorf("%v allocations, want 0", allocs)
	}
}
