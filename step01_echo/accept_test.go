package echo

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"slices"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// backoff returns the instants within d, counted from the first, at which Accept
// is called while nothing but errors comes back: 5 ms apart, 10 ms, and so on up
// to 1 s, and every second from then on.
func backoff(d time.Duration) (instants []time.Duration) {
	for _, ms := range []int{0, 5, 15, 35, 75, 155, 315, 635, 1275} {
		instants = append(instants, time.Duration(ms)*time.Millisecond)
	}
	for at := 2275 * time.Millisecond; at < d; at += time.Second {
		instants = append(instants, at)
	}
	return instants
}

// I4: a failed accept is tried again after 5 ms, 10 ms, … 1 s, whatever the error
// is and however long it lasts.
func TestAcceptIsTriedAgainForAsLongAsItFails(t *testing.T) {
	const duration = 10 * time.Minute
	for _, failure := range []error{
		&net.OpError{Op: "accept", Net: "tcp", Err: os.NewSyscallError("accept4", syscall.EMFILE)},
		&net.OpError{Op: "accept", Net: "tcp", Err: os.NewSyscallError("epoll_ctl", syscall.ENOSPC)},
		errors.New("an error that nobody has thought of"),
	} {
		synctest.Test(t, func(t *testing.T) {
			var instants []time.Duration
			start := time.Now()
			l := acceptFunc(func() (net.Conn, error) {
				at := time.Since(start)
				if at >= duration {
					return nil, net.ErrClosed
				}
				instants = append(instants, at)
				return nil, failure
			})
			require.ErrorIs(t, Serve(t.Context(), l, Echo), net.ErrClosed)
			if want := backoff(duration); !slices.Equal(instants, want) {
				t.Errorf("%v: Accept was called at\n%v, want\n%v", failure, instants, want)
			}
		})
	}
}

// I4: a client that gets in starts the back-off afresh.
func TestSuccessResetsTheBackoff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var instants []time.Duration
		start := time.Now()
		l := acceptFunc(func() (net.Conn, error) {
			at := time.Since(start)
			if at >= time.Minute {
				return nil, net.ErrClosed
			}
			instants = append(instants, at)
			if len(instants) == 4 {
				client, server := net.Pipe()
				client.Close()
				return server, nil
			}
			return nil, errors.New("too many open files")
		})
		require.ErrorIs(t, Serve(t.Context(), l, Echo), net.ErrClosed)

		const success = 35 * time.Millisecond // the instant of the fourth call
		want := backoff(time.Minute)[:4]
		for _, at := range backoff(time.Minute - success) {
			want = append(want, success+at)
		}
		if !slices.Equal(instants, want) {
			t.Errorf("Accept was called at\n%v, want\n%v", instants, want)
		}
	})
}

// I4: while Accept fails, the connections that are open are served on, and when
// the failure is over, those that come are served as well.
func TestClientsAreServedWhileAcceptFailsAndAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newFakeListener()
		startEcho(t, l)
		synctest.Wait() // Accept is waiting
		full := errors.New("too many open files")
		l.failure.Store(&full)
		early := l.dial()
		for range 10 {
			time.Sleep(time.Minute)
			requireEcho(t, early)
		}
		l.failure.Store(nil)
		late := l.dial()
		requireEcho(t, late)
		requireEcho(t, early)
	})
}

func requireEcho(t *testing.T, client net.Conn) {
	t.Helper()
	client.Write([]byte("x"))
	got := make([]byte, 1)
	_, err := io.ReadFull(client, got)
	require.NoError(t, err)
	require.Equal(t, "x", string(got))
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
