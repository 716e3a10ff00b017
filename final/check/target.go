package check

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"
)

// A Target is where the server under test comes from: [Address], [Command] or
// [InProcess].
type Target interface {
	// start starts a server with these limits, on a port of that range if it needs
	// one, and returns when it listens.
	start(ctx context.Context, limits Limits, ports *portRange) (*server, error)
}

// A server is one that the runner talks to. Its funcs may be called from any
// goroutine.
type server struct {
	addr string

	done      <-chan struct{} // closed when it has ended; nil if it isn't the runner's
	status    func() error    // why it ended, nil for status 0; for use after done
	terminate func() error    // SIGTERM; nil where there are no signals
	kill      func()          // ends it and all it started, and waits for that

	pid    int             // of its process, whose group has that number, too; 0 if it is no program
	stands func() []string // ends it and returns where its goroutines stood, if it is in Go; nil if it is no program

	races *raceLog // nil if the server isn't built with the race detector

	printed func() int             // how many bytes it has printed; nil if nobody reads them
	log     func(start int) string // the end of what it has printed after the first start bytes
}

// length returns how many bytes the server has printed, as far as anybody reads them.
func (s *server) length() int {
	if s.printed == nil {
		return 0
	}
	return s.printed()
}

// ended tells whether the server isn't there any more.
func (s *server) ended() bool {
	select {
	case <-s.done:
		return true
	default:
		return false
	}
}

// endsWithin tells whether the server has ended when d is over, or ctx before.
func (s *server) endsWithin(ctx context.Context, d time.Duration) bool {
	select {
	case <-s.done:
		return true
	case <-time.After(d):
	case <-ctx.Done():
	}
	return s.ended() // it may have while nobody looked
}

// Address is a server that runs already, at host:port or at the path of a Unix
// socket. The runner neither starts nor stops it, so cases that need a server
// of their own are skipped. The others use keys and channels that nobody else
// has, and remove the keys.
type Address string

func (a Address) start(ctx context.Context, _ Limits, _ *portRange) (*server, error) {
	p, err := dialPeer(ctx, string(a), defaultTimeout)
	if err != nil {
		return nil, fmt.Errorf("nobody answers at %s: %w", string(a), err)
	}
	p.close()
	return &server{addr: string(a)}, nil
}

// InProcess is a server that runs in this process, for tests. The function
// serves on l until first ends, which stands for SIGTERM; at the end of second, for
// another one, it closes what is left. It returns nil where a process would exit with
// status 0. Each call is a server of its own.
type InProcess func(first, second context.Context, l net.Listener, limits Limits) error

func (serve InProcess) start(ctx context.Context, limits Limits, _ *portRange) (*server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	base := context.WithoutCancel(ctx) // the runner decides when a server ends
	first, stopFirst := context.WithCancel(base)
	second, stopSecond := context.WithCancel(base)
	done := make(chan struct{})
	var result error
	go func() {
		defer close(done)
		result = serve(first, second, l, limits.withDefaults())
	}()
	return &server{
		addr:   l.Addr().String(),
		done:   done,
		status: func() error { return result },
		terminate: func() error {
			if first.Err() != nil {
				stopSecond()
			}
			stopFirst()
			return nil
		},
		kill: func() {
			stopFirst()
			stopSecond()
			<-done
		},
	}, nil
}

// errNotListening says that a server runs but doesn't accept connections.
var errNotListening = errors.New("the server doesn't listen")

// waitUntilListening returns when addr accepts connections, when s has ended,
// or after limit.
func waitUntilListening(ctx context.Context, s *server, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for {
		p, err := dialPeer(ctx, s.addr, limit)
		if err == nil {
			p.close()
			return nil
		}
		select {
		case <-s.done:
			return fmt.Errorf("the server ended before it listened: %s", describeEnd(s.status()))
		case <-ctx.Done():
			return fmt.Errorf("%w at %s, after %v", errNotListening, s.addr, limit)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// describeEnd says in words how a process has ended.
func describeEnd(err error) string {
	if err == nil {
		return "exit status 0"
	}
	return err.Error()
}
