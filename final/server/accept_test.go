package server

import (
	"context"
	"errors"
	"net"
	"os"
	"slices"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// A listener that fails as often as it is told to, and then goes on as a
// memListener.
type failingListener struct {
	*memListener
	failures int
	err      error
	tries    []time.Duration // when Accept was called, counted from begin
	begin    time.Time
}

func newFailingListener(failures int) *failingListener {
	return &failingListener{memListener: newMemListener(), failures: failures, err: errors.New("too many open files"), begin: time.Now()}
}

func (l *failingListener) Accept() (net.Conn, error) {
	l.tries = append(l.tries, time.Since(l.begin))
	if len(l.tries) <= l.failures {
		return nil, l.err
	}
	return l.memListener.Accept()
}

func TestAcceptIsRetriedWithBackoff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newFailingListener(10)
		start(t, new(Server), l)
		<-newClient(t, l.dial()).ping()
		synctest.Wait()
		const ms = time.Millisecond
		want := []time.Duration{0, 5 * ms, 15 * ms, 35 * ms, 75 * ms, 155 * ms, 315 * ms, 635 * ms, 1275 * ms, 2275 * ms, 3275 * ms}
		if got := l.tries[:11]; !slices.Equal(got, want) {
			t.Errorf("tried at %v, want %v", got, want)
		}
	})
}

// After 30 s of nothing but errors the server gives up: it closes its connections
// and its other listeners, and Serve returns the error.
func TestAcceptIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, good, bad := &Server{MaxClients: 10}, newMemListener(), newFailingListener(1<<30)
		start(t, s, good)
		idle, subscriber := newClient(t, good.dial()), newClient(t, good.dial())
		<-idle.ping()
		subscriber.send("SUBSCRIBE", "a")
		subscriber.want("[subscribe a :1]")

		if err := s.Serve(bad); err != bad.err {
			t.Errorf("Serve returned %v, want %v", err, bad.err)
		}
		if waited := time.Since(bad.begin); waited < 30*time.Second || waited > 31*time.Second {
			t.Errorf("gave up after %v, want 30 s", waited)
		}
		idle.wantEnd()
		subscriber.wantEnd()
		if err := s.Serve(newMemListener()); err != ErrServerClosed {
			t.Errorf("the next Serve returned %v, want ErrServerClosed", err)
		}
		if _, err := good.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("the other listener accepts: %v", err)
		}
	})
}

// The server outlasts any number of errors that clients can bring about.
func TestAcceptIsNotGivenUpWhereClientsAreTheCause(t *testing.T) {
	for _, errno := range []error{syscall.EMFILE, syscall.ENFILE, syscall.ECONNABORTED} {
		synctest.Test(t, func(t *testing.T) {
			l := newFailingListener(3600)
			l.err = &net.OpError{Op: "accept", Err: os.NewSyscallError("accept", errno)}
			start(t, new(Server), l)
			c := newClient(t, l.dial())
			time.Sleep(time.Hour)
			<-c.ping()
		})
	}
}

// A listener closed by somebody else is no reason to wait.
func TestClosedListenerEndsServeAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		l := newMemListener()
		l.Close()
		if err := new(Server).Serve(l); !errors.Is(err, net.ErrClosed) {
			t.Errorf("Serve returned %v, want net.ErrClosed", err)
		}
		if waited := time.Since(begin); waited != 0 {
			t.Errorf("Serve waited %v", waited)
		}
	})
}

func TestShutdownEndsTheWaitBetweenAccepts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := new(Server), newFailingListener(1<<30)
		start(t, s, l)
		time.Sleep(10300 * time.Millisecond)
		begin := time.Now()
		if err := s.Shutdown(context.Background()); err != nil {
			t.Error(err)
		}
		if waited := time.Since(begin); waited != 0 {
			t.Errorf("Shutdown waited %v", waited)
		}
	})
}
