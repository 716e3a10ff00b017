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

// A listener that was closed by somebody else ends the server: it closes its connections
// and its other listeners, and Serve returns the error.
func TestClosedListenerEndsTheServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, good, bad := &Server{MaxClients: 10}, newMemListener(), newMemListener()
		start(t, s, good)
		idle, subscriber := newClient(t, good.dial()), newClient(t, good.dial())
		<-idle.ping()
		subscriber.send("SUBSCRIBE", "a")
		subscriber.want("[subscribe a :1]")

		bad.Close()
		if err := s.Serve(bad); !errors.Is(err, net.ErrClosed) {
			t.Errorf("Serve returned %v, want net.ErrClosed", err)
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

// The server outlasts any number of errors, whatever they are: clients can bring about most.
func TestAcceptIsNeverGivenUp(t *testing.T) {
	for _, errno := range []error{syscall.EMFILE, syscall.ENFILE, syscall.ECONNABORTED, syscall.ENOBUFS, syscall.ENOMEM, syscall.EPERM, syscall.EPROTO, errors.New("unheard of")} {
		synctest.Test(t, func(t *testing.T) {
			s, l, other := new(Server), newFailingListener(3600), newMemListener()
			l.err = &net.OpError{Op: "accept", Err: os.NewSyscallError("accept", errno)}
			start(t, s, l)
			start(t, s, other)
			served, waiting := newClient(t, other.dial()), newClient(t, l.dial())
			time.Sleep(30 * time.Minute)
			<-served.ping()
			time.Sleep(30 * time.Minute)
			<-waiting.ping()
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
