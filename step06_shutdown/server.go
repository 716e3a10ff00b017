package shutdown

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	echo "mini-redis/step01_echo"
	framing "mini-redis/step02_framing"
	expiry "mini-redis/step04_expiry"
	pubsub "mini-redis/step05_pubsub"
)

// DefaultMaxConns is the limit of a Server that names none.
const DefaultMaxConns = 250

// lingerTime is how long a client may be silent, at a shutdown, before its
// connection is closed. One that is in mid-pipeline sends on within that time,
// and then reads the replies that a reset would have cut off.
const lingerTime = 250 * time.Millisecond

// ErrServerClosed is what Serve returns after Shutdown.
var ErrServerClosed = errors.New("shutdown: server closed")

// A Server is the complete server of this workbook. Its zero value is ready to
// serve. Fields must not change once Serve is called.
type Server struct {
	// MaxConns is the most connections that are served at once. Zero or less
	// means DefaultMaxConns.
	MaxConns int

	init     sync.Once
	draining context.Context // ends when no more commands are to be taken
	drain    context.CancelFunc
	forced   context.Context // ends when connections are to be closed
	force    context.CancelFunc

	mu   sync.Mutex
	done chan struct{} // guarded by mu; nil before Serve, closed when it has ended
}

// Serve accepts connections from l and answers their commands, on one store and
// one hub, until Shutdown. It returns ErrServerClosed when the last connection
// has ended, or net.ErrClosed if somebody else closed l. It closes l. A Server
// serves once, from one listener.
func (s *Server) Serve(l net.Listener) error {
	done, err := s.start()
	if err != nil {
		l.Close()
		return err
	}
	defer close(done)
	var running sync.WaitGroup
	defer running.Wait()
	defer l.Close()
	context.AfterFunc(s.draining, func() { l.Close() })

	data, hub := expiry.New(), pubsub.NewHub()
	commands := s.commands(hub, data)
	running.Go(func() { data.Sweep(s.draining) })
	permits := semaphore.NewWeighted(int64(s.maxConns()))
	for {
		// The permit comes first: a client that gets none isn't accepted and then
		// kept waiting, but stays in the kernel's queue, where it costs nothing (I1).
		if permits.Acquire(s.draining, 1) != nil {
			return ErrServerClosed
		}
		conn, err := echo.Accept(s.draining, l)
		switch {
		case s.draining.Err() != nil:
			if err == nil {
				conn.Close() // it slipped in just before the end
			}
			return ErrServerClosed
		case err != nil:
			s.drain()
			s.force()
			return err
		}
		running.Go(func() {
			defer permits.Release(1)
			s.serveConn(conn, hub, commands)
		})
	}
}

// serveConn answers the commands of one client and closes the connection. The
// two ends reach it as calls on conn, since nothing else wakes a blocked Read.
func (s *Server) serveConn(conn net.Conn, hub *pubsub.Hub, commands framing.Table) {
	defer conn.Close()
	// A deadline in the past fails the next Read, but leaves Write alone: the
	// replies still go out (I3).
	woken := make(chan struct{})
	stopWaking := context.AfterFunc(s.draining, func() {
		conn.SetReadDeadline(time.Unix(0, 1))
		close(woken)
	})
	stopClosing := context.AfterFunc(s.forced, func() { conn.Close() })
	defer stopClosing()

	pubsub.ServeConn(conn, hub, commands)
	if !stopWaking() {
		<-woken // a deadline that is set later would end HangUp
		framing.HangUp(conn, lingerTime)
	}
}

// Shutdown stops the server. It closes the listener, ends connections that wait
// for a command, and lets the others finish those they have received. When ctx
// ends before they have, it closes them and returns the cause. Either way it
// returns after Serve is done.
//
// It doesn't tell clients that the server is going: they see their connection
// end, and may find that a command they have just sent was never read.
func (s *Server) Shutdown(ctx context.Context) error {
	s.init.Do(s.initialize)
	s.drain()
	s.mu.Lock()
	done := s.done
	s.mu.Unlock()
	if done == nil {
		return nil // never started, and never will
	}
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		s.force()
		<-done
		return context.Cause(ctx)
	}
}

// start marks the server as serving, unless it has been shut down already.
func (s *Server) start() (done chan struct{}, err error) {
	s.init.Do(s.initialize)
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.draining.Err() != nil:
		return nil, ErrServerClosed
	case s.done != nil:
		return nil, errors.New("shutdown: Serve called twice")
	}
	s.done = make(chan struct{})
	return s.done, nil
}

func (s *Server) initialize() {
	s.draining, s.drain = context.WithCancel(context.Background())
	s.forced, s.force = context.WithCancel(context.Background())
}

func (s *Server) maxConns() int {
	if s.MaxConns <= 0 {
		return DefaultMaxConns
	}
	return s.MaxConns
}
