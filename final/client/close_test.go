package client

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"mini-redis/final/server"
)

// C6: Close interrupts callers wherever they wait, and says to each what is known.
func TestC6CloseInterruptsCallers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t, scripted(t, then(greets, takes(1), stays)))
		sent, unsent := make(chan error, 1), make(chan error, 1)
		go func() { _, err := c.Do(t.Context(), "ECHO", "x"); sent <- err }()
		synctest.Wait()
		c.Close()
		if err := <-sent; !errors.Is(err, ErrClosed) || !errors.Is(err, ErrUnknownOutcome) {
			t.Errorf("in flight: got %v", err)
		}
		if err := c.Ping(t.Context()); !errors.Is(err, ErrClosed) || errors.Is(err, ErrUnknownOutcome) {
			t.Errorf("after Close: got %v", err)
		}
		if _, err := c.Subscribe(t.Context()); !errors.Is(err, ErrClosed) {
			t.Errorf("Subscribe after Close: got %v", err)
		}
		if err := c.Close(); err != nil {
			t.Errorf("second Close: %v", err)
		}

		n, _ := serve(t, new(server.Server))
		c = connect(t, n.options())
		n.setDown(true)
		n.kill()
		synctest.Wait()
		go func() { unsent <- c.Ping(t.Context()) }()
		time.Sleep(time.Minute)
		c.Close()
		if err := <-unsent; !errors.Is(err, ErrClosed) || errors.Is(err, ErrUnknownOutcome) {
			t.Errorf("without a connection: got %v", err)
		}
	})
}

// C6: neither a server that does not read nor one that does not answer a new
// connection holds Close up.
func TestC6CloseDoesNotWaitForTheServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		defer close(release)
		hang := func(net.Conn) { <-release }
		c := connect(t, scripted(t, then(greets, hang), hang))
		began := time.Now()
		results := make(chan error, 2)
		go func() { results <- c.Set(t.Context(), "a", strings.Repeat("x", 1<<20)) }()
		synctest.Wait()
		c.Close()
		if err := <-results; !errors.Is(err, ErrClosed) {
			t.Errorf("while writing: got %v", err)
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("Close took %v", took)
		}
	})
}

func TestDialGivesUpWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		defer close(release)
		hang := func(net.Conn) { <-release }
		o := scripted(t, hang, hang)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		if _, err := Dial(ctx, "pipe:0", o); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != time.Second {
			t.Errorf("got %v after %v", err, time.Since(began))
		}
		began = time.Now()
		if _, err := Dial(context.Background(), "pipe:0", o); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != DefaultDialTimeout {
			t.Errorf("got %v after %v", err, time.Since(began))
		}
	})
}
