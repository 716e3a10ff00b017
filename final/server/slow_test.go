package server

import (
	"bytes"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"mini-redis/final/pubsub"
)

// serverWithSmallQueues returns a server that drops a subscriber for whom more
// than four messages wait, and its log.
func serverWithSmallQueues() (*Server, *bytes.Buffer) {
	var log bytes.Buffer
	s := &Server{Logger: slog.New(slog.NewTextHandler(&log, nil))}
	s.init.Do(s.initialize)
	s.hub = pubsub.New(encodePush, pubsub.Limits{HardBytes: 440})
	return s, &log
}

// wantEmptyHub fails the test if the hub has an entry left.
func wantEmptyHub(t tb, s *Server) {
	t.Helper()
	if channels, patterns := s.hub.Channels(), s.hub.NumPat(); len(channels) != 0 || patterns != 0 {
		t.Errorf("the hub has channels %q and %d patterns, want none", channels, patterns)
	}
}

func TestSubscriberThatNeverReadsIsDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, log := serverWithSmallQueues()
		l := newMemListener()
		start(t, s, l)
		publisher, slow, reading := newClient(t, l.dial()), newClient(t, l.dial()), newClient(t, l.dial())
		slow.raw(pipeline("SUBSCRIBE a", "PSUBSCRIBE *"))
		reading.send("SUBSCRIBE", "a")
		reading.want("[subscribe a :1]")
		synctest.Wait()

		begin := time.Now()
		for i := range 100 {
			publisher.send("PUBLISH", "a", fmt.Sprint(i))
			if accepted := publisher.reply().Int; accepted < 1 || i > 10 && accepted != 1 {
				t.Errorf("message %d was delivered %d times", i, accepted)
			}
			reading.want(fmt.Sprintf("[message a %d]", i))
		}
		if waited := time.Since(begin); waited != 0 {
			t.Errorf("the publisher has waited %v", waited)
		}
		// What is cut off may be a message in the middle.
		for _, err := slow.next(); err == nil; _, err = slow.next() {
		}
		synctest.Wait()
		if got, want := strings.Count(log.String(), "level=WARN msg=\"client dropped: it does not read its messages\" id=2 addr=pipe limit=\"hard limit\"\n"), 1; got != want {
			t.Errorf("the log says %d times that a client was dropped, want %d:\n%s", got, want, log)
		}
		publisher.send("PUBSUB", "NUMPAT")
		publisher.want(":0")
		reading.send("UNSUBSCRIBE")
		reading.want("[unsubscribe a :0]")
		wantEmptyHub(t, s)
	})
}

// A subscriber that is dropped has lost what was queued. It must not get a later
// reply, which would seem to answer an earlier command. In this test the hub has
// dropped the subscribers, but not come so far as to end their connections.
func TestDroppedSubscriberGetsNoLaterReplies(t *testing.T) {
	for _, last := range []string{"UNSUBSCRIBE", "PUNSUBSCRIBE", "RESET", "QUIT"} {
		synctest.Test(t, func(t *testing.T) {
			s, _ := serverWithSmallQueues()
			l := newMemListener()
			start(t, s, l)
			release := make(chan struct{})
			var slow [2]*client
			for i := range slow {
				near, far := net.Pipe()
				l.Offer(heldConn{far, release})
				slow[i] = newClient(t, near)
				slow[i].send("SUBSCRIBE", "a")
			}
			synctest.Wait()
			publisher := newClient(t, l.dial())
			publisher.raw(strings.Repeat("PUBLISH a m\r\n", 5)) // short enough for one Read
			synctest.Wait()                                     // the publisher is stuck in dropping one of them

			ended := make(chan struct{}, 2)
			for _, c := range slow {
				c.raw(pipeline(last, "ECHO later"))
				go func() {
					defer func() { ended <- struct{}{} }()
					for {
						reply, err := c.next()
						if err != nil {
							return
						}
						if got := show(reply); got != "[subscribe a :1]" {
							t.Errorf("%s: got %q after the drop", last, got)
						}
					}
				}()
			}
			synctest.Wait()
			close(release)
			<-ended
			<-ended
			publisher.want(":2", ":2", ":2", ":2", ":0")
			synctest.Wait()
			wantEmptyHub(t, s)
		})
	}
}

// A heldConn lets nobody set its deadlines before the channel is closed.
type heldConn struct {
	net.Conn
	release chan struct{}
}

func (c heldConn) SetDeadline(t time.Time) error {
	<-c.release
	return c.Conn.SetDeadline(t)
}
