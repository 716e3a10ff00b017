package client

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestRefusedSubscriptionsAreToldToWhoAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := scripted(t, echoes,
			exchanges("+PONG\r\n", "-NOPERM no\r\n"),
			answers("+PONG\r\n", confirmed, "-NOPERM no\r\n"))
		c := connect(t, o)
		noPermission := &ServerError{Code: "NOPERM"}
		if _, err := c.Subscribe(t.Context(), "a"); !errors.Is(err, noPermission) {
			t.Errorf("the first subscription: got %v", err)
		}
		s := subscribed(t, c, "a")
		if err := s.Subscribe(t.Context(), "a", "b"); !errors.Is(err, noPermission) {
			t.Errorf("a later one: got %v", err)
		}
		if got := fmt.Sprint(s.Channels()); got != "[a]" {
			t.Errorf("after a refusal the channels are %s", got)
		}
	})
}

// The server has changed its mind while the connection was lost.
func TestSubscribersThatMayNotComeBackEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, refusal := range [][]string{{"-NOPERM no\r\n"}, {"+PONG\r\n", "-NOPERM no\r\n"}} {
			o := scripted(t, echoes, exchanges("+PONG\r\n", confirmed), exchanges(refusal...))
			s := subscribed(t, connect(t, o), "a")
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			for range 2 {
				if _, err := s.Receive(ctx); !errors.Is(err, &ServerError{Code: "NOPERM"}) {
					t.Errorf("got %v", err)
				}
			}
			if err := s.Subscribe(ctx, "b"); !errors.Is(err, &ServerError{Code: "NOPERM"}) {
				t.Errorf("got %v", err)
			}
		}
	})
}

// A request that was sent and not confirmed when the connection was lost is
// confirmed by the next one.
func TestRequestsSurviveTheLossOfTheirConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := scripted(t, echoes, then(exchanges("+PONG\r\n", confirmed), takes(1)), answers("+PONG\r\n",
			"*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n*3\r\n$9\r\nsubscribe\r\n$1\r\nb\r\n:2\r\n"))
		s := subscribed(t, connect(t, o), "a")
		if err := s.Subscribe(t.Context(), "b"); err != nil {
			t.Error(err)
		}
		receives(t, s, "GAP")
	})
}

// C8: what arrives before everything is restored belongs to the gap.
func TestC8RestoredMeansAllOfIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		message := "*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1\r\n1\r\n"
		o := scripted(t, echoes, exchanges("+PONG\r\n", confirmed+confirmedB),
			answers("+PONG\r\n", confirmed+message+confirmedB+strings.ReplaceAll(message, "\n1\r", "\n2\r")))
		s := subscribed(t, connect(t, o), "a", "b")
		receives(t, s, "GAP", "a:2")
	})
}

// Callers that give up do not pile up requests on a server that confirms nothing.
func TestUnconfirmedRequestsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := subscribed(t, connect(t, scripted(t, echoes, then(exchanges("+PONG\r\n", confirmed), stays))), "a")
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var callers sync.WaitGroup
		for range 3 * maxWaiting {
			callers.Go(func() {
				if err := s.Subscribe(ctx, "b"); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("got %v", err)
				}
			})
		}
		callers.Wait()
		s.mu.Lock()
		defer s.mu.Unlock()
		if got := len(s.due); got != maxWaiting {
			t.Errorf("%d requests wait, want %d", got, maxWaiting)
		}
	})
}

// A bounded number of requests at a time is no bound on their number over time.
func TestConfirmedRequestsMakeRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := start(t)
		s := subscribed(t, c)
		for range maxWaiting {
			if err := errors.Join(s.Subscribe(t.Context(), "a"), s.Unsubscribe(t.Context(), "a")); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// C7: a confirmation of something else than what is due ends the connection.
func TestC7WrongConfirmationsAreLies(t *testing.T) {
	for _, wrong := range []string{
		strings.ReplaceAll(confirmed, "$1\r\na", "$1\r\nc"),
		"*3\r\n$10\r\npsubscribe\r\n$1\r\nb\r\n:2\r\n",
	} {
		synctest.Test(t, func(t *testing.T) {
			o := scripted(t, echoes, answers("+PONG\r\n", confirmed, wrong), answers("+PONG\r\n", confirmed+confirmedB))
			s := subscribed(t, connect(t, o), "a")
			if err := s.Subscribe(t.Context(), "b"); err != nil {
				t.Error(err)
			}
			if _, err := s.Receive(t.Context()); !isGap(err) || !errors.Is(err, ErrUnasked) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// C8: who has not been told of a subscription has no gap in it.
func TestC8LossesBeforeTheFirstConfirmationAreNoGaps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		message := "*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1\r\n1\r\n"
		o := scripted(t, echoes, then(greets, takes(1)), answers("+PONG\r\n", confirmed+message))
		receives(t, subscribed(t, connect(t, o), "a"), "a:1")
	})
}
