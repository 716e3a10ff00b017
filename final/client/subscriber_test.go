package client

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"mini-redis/final/server"
)

// subscribed returns a Subscriber, which the test's end closes.
func subscribed(t tb, c *Client, channels ...string) *Subscriber {
	t.Helper()
	s, err := c.Subscribe(context.Background(), channels...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// receives fails the test unless these are the next messages, as "channel:payload"
// or "pattern channel:payload", or GAP.
func receives(t tb, s *Subscriber, want ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for _, want := range want {
		m, err := s.Receive(ctx)
		got := strings.TrimLeft(m.Pattern+" "+m.Channel+":"+m.Payload, " ")
		if isGap(err) {
			got, err = "GAP", nil
		}
		if got != want || err != nil {
			t.Fatalf("got %.100q, %v, want %.100q", got, err, want)
		}
	}
}

// C8: messages arrive in order, from the confirmation of their subscription to that
// of its end.
func TestC8MessagesArriveInOrder(t *testing.T) {
	for _, protocol := range []int{2, 3} {
		synctest.Test(t, func(t *testing.T) {
			n, _ := serve(t, new(server.Server))
			o := n.options()
			o.Protocol = protocol
			c, ctx := connect(t, o), t.Context()
			publish := func(channel, message string, want int64) {
				t.Helper()
				if got, err := c.Publish(ctx, channel, message); got != want || err != nil {
					t.Fatalf("PUBLISH %s: got %d, %v, want %d", channel, got, err, want)
				}
			}
			s := subscribed(t, c, "a", "b")
			publish("a", "1", 1)
			publish("b", "2\r\n", 1)
			if err := s.PSubscribe(ctx, "[ac]", "c*"); err != nil {
				t.Fatal(err)
			}
			publish("a", "3", 2)
			receives(t, s, "a:1", "b:2\r\n", "a:3", "[ac] a:3")
			if err := s.Unsubscribe(ctx); err != nil {
				t.Fatal(err)
			}
			publish("b", "4", 0)
			publish("c", "5", 2)
			if err := s.PUnsubscribe(ctx, "c*"); err != nil {
				t.Fatal(err)
			}
			if err := s.Subscribe(ctx, "d", "d"); err != nil {
				t.Fatal(err)
			}
			publish("d", "6", 1)
			m, err := s.Receive(ctx)
			other, err2 := s.Receive(ctx)
			if got := []string{m.Pattern, other.Pattern}; err != nil || err2 != nil || !slices.Contains(got, "[ac]") || !slices.Contains(got, "c*") {
				t.Errorf("got %q, %v, %v", got, err, err2)
			}
			receives(t, s, "d:6")
			if got, want := fmt.Sprint(s.Channels(), s.Patterns()), "[d] [[ac]]"; got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

// C8: each lost connection is one gap, told when the subscriptions are in force
// again, behind what arrived before the loss.
func TestC8LostConnectionsAreToldOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, _ := serve(t, new(server.Server))
		c, ctx := connect(t, n.options()), t.Context()
		s := subscribed(t, c, "a")
		s.PSubscribe(ctx, "p*")
		for round := range 3 {
			c.Publish(ctx, "a", "before")
			synctest.Wait()
			n.setDown(true)
			n.kill()
			synctest.Wait()
			added := make(chan error, 1)
			channel := fmt.Sprint("new", round)
			go func() { added <- s.Subscribe(ctx, channel) }()
			time.Sleep(time.Minute)
			n.setDown(false)
			if err := <-added; err != nil {
				t.Fatal(err)
			}
			receives(t, s, "a:before", "GAP")
			for _, to := range []string{"a", channel, "p1"} {
				c.Publish(ctx, to, "after")
			}
			receives(t, s, "a:after", channel+":after", "p* p1:after")
		}
		short, cancel := context.WithTimeout(ctx, time.Hour)
		defer cancel()
		if m, err := s.Receive(short); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, %v, want nothing", m, err)
		}
	})
}

func TestReceiveLosesNothingWhenItsContextEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := start(t)
		s := subscribed(t, c, "a")
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		if _, err := s.Receive(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != time.Second {
			t.Errorf("got %v after %v", err, time.Since(began))
		}
		c.Publish(t.Context(), "a", "1")
		synctest.Wait()
		if _, err := s.Receive(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		receives(t, s, "a:1")
	})
}

func TestMessagesGoOnAfterAGap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, n := start(t)
		s := subscribed(t, c, "a")
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var got []string
		c.Publish(ctx, "a", "1")
		for m, err := range s.Messages(ctx) {
			got = append(got, fmt.Sprint(m.Payload, isGap(err)))
			switch {
			case m.Payload == "1":
				n.kill()
			case isGap(err):
				c.Publish(ctx, "a", "2")
			case m.Payload == "2":
				cancel()
			}
		}
		if want := []string{"1false", "true", "2false", "false"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

// C6: Close ends Receive, and Close of the Client ends its Subscribers.
func TestC6CloseEndsSubscribers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, n := start(t)
		one, two := subscribed(t, c, "a"), subscribed(t, c, "a")
		results := make(chan error, 3)
		for _, s := range []*Subscriber{one, two} {
			go func() { _, err := s.Receive(t.Context()); results <- err }()
		}
		synctest.Wait()
		n.setDown(true)
		n.kill()
		go func() { results <- two.Subscribe(t.Context(), "b") }()
		synctest.Wait()
		one.Close()
		c.Close()
		for range 3 {
			if err := <-results; !errors.Is(err, ErrClosed) {
				t.Errorf("got %v", err)
			}
		}
		if err := one.PSubscribe(t.Context(), "b"); !errors.Is(err, ErrClosed) {
			t.Errorf("after Close: got %v", err)
		}
	})
}
