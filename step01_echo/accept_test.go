package echo

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// backoff returns the instants, counted from the first, at which Accept is
// called while nothing but errors comes back: 5 ms apart, 10 ms, and so on up
// to 1 s, until 30 s are over.
func backoff() (instants []time.Duration) {
	for _, ms := range []int{0, 5, 15, 35, 75, 155, 315, 635, 1275} {
		instants = append(instants, time.Duration(ms)*time.Millisecond)
	}
	for at := 2275 * time.Millisecond; at <= 30275*time.Millisecond; at += time.Second {
		instants = append(instants, at)
	}
	return instants
}

// I4: a failed accept is tried again after 5 ms, 10 ms, … 1 s, and after 30 s
// the last error is returned.
func TestAcceptBacksOffAndGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var instants []time.Duration
		var last error
		start := time.Now()
		l := acceptFunc(func() (net.Conn, error) {
			instants = append(instants, time.Since(start))
			last = fmt.Errorf("too many open files, at call %d", len(instants))
			return nil, last
		})
		err := Serve(t.Context(), l, Echo)
		if err != last {
			t.Errorf("got error %v, want the last one, %v", err, last)
		}
		if want := backoff(); !slices.Equal(instants, want) {
			t.Errorf("Accept was called at\n%v, want\n%v", instants, want)
		}
	})
}

// I4: a client that gets in starts the back-off afresh, and its 30 s, too.
func TestSuccessResetsTheBackoff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var instants []time.Duration
		full := errors.New("too many open files")
		start := time.Now()
		l := acceptFunc(func() (net.Conn, error) {
			instants = append(instants, time.Since(start))
			if len(instants) == 4 {
				client, server := net.Pipe()
				client.Close()
				return server, nil
			}
			return nil, full
		})
		err := Serve(t.Context(), l, Echo)
		require.ErrorIs(t, err, full)

		want := backoff()[:4] // the fourth call brings the client, 35 ms in
		for _, at := range backoff() {
			want = append(want, 35*time.Millisecond+at)
		}
		if !slices.Equal(instants, want) {
			t.Errorf("Accept was called at\n%v, want\n%v", instants, want)
		}
	})
}

// I4: an hour in which Accept waited for a client is no hour of errors. A second
// error after it does not end the server.
func TestQuietHoursAreNoErrors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		l := acceptFunc(func() (net.Conn, error) {
			if calls++; calls == 10 {
				return nil, net.ErrClosed
			}
			time.Sleep(time.Hour)
			return nil, errors.New("the client has left")
		})
		_, err := Accept(t.Context(), l)
		require.ErrorIs(t, err, net.ErrClosed, "gave up at call %d", calls)
	})
}

// I4 is not for a closed listener, which never recovers: its error ends Serve
// at once.
func TestClosedListenerEndsServeAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		l := acceptFunc(func() (net.Conn, error) {
			return nil, &net.OpError{Op: "accept", Net: "tcp", Err: net.ErrClosed}
		})
		err := Serve(t.Context(), l, Echo)
		require.ErrorIs(t, err, net.ErrClosed)
		if waited := time.Since(start); waited != 0 {
			t.Errorf("Serve returned after %v, want at once", waited)
		}
	})
}

// A server that waits for its next try still ends when it is told to.
func TestContextEndsTheBackoff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		full := acceptFunc(func() (net.Conn, error) { return nil, errors.New("too many open files") })
		stopped := errors.New("stopped")

		start := time.Now()
		ctx, cancel := context.WithTimeoutCause(t.Context(), 7*time.Second, stopped)
		defer cancel()
		_, err := Accept(ctx, full)
		require.ErrorIs(t, err, stopped)
		require.Equal(t, 7*time.Second, time.Since(start))

		start = time.Now()
		ctx, cancel = context.WithTimeout(t.Context(), 7*time.Second)
		defer cancel()
		require.NoError(t, Serve(ctx, full, Echo))
		require.Equal(t, 7*time.Second, time.Since(start))
	})
}
