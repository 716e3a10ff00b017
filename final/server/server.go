package server

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"mini-redis/final/pubsub"
	"mini-redis/final/resp"
	"mini-redis/final/store"
)

// Defaults of a Server's limits, which are those of Redis.
const (
	DefaultMaxClients = 10000                  // connections (maxclients)
	DefaultMaxBulkLen = resp.DefaultMaxBulkLen // bytes (proto-max-bulk-len)
)

// RedisVersion is the version of Redis whose behaviour the server has, and which
// it gives as its own: client libraries decide by it what they may send.
const RedisVersion = "7.0.15"

// ErrServerClosed is returned by [Server.Serve] after [Server.Shutdown].
var ErrServerClosed = errors.New("server: closed")

// A Server answers Redis commands on one keyspace and one pub/sub hub. The zero
// value is ready to serve. Its fields must not change after the first call of a
// method.
type Server struct {
	// MaxClients is the most connections served at once, over all listeners; zero
	// means DefaultMaxClients. Further clients wait unaccepted, unless
	// RejectClients is set. A listener holds a place for the client that it waits
	// for, so with n listeners up to n-1 places may be empty while clients wait at
	// another one. CONFIG SET maxclients changes the limit; a lower one ends no
	// connection.
	//
	// Each connection takes a file descriptor. The Server does not look how many the
	// process may have, and what else needs them. Once they have run out, clients
	// wait unaccepted, even if RejectClients is set.
	MaxClients int

	// MostClients returns the highest limit that CONFIG SET maxclients may set. Nil
	// means any.
	MostClients func() int

	// RejectClients makes the server accept the clients over the limit, tell
	// them so, and close their connections, as Redis does.
	RejectClients bool

	// Timeout is how long a client may send nothing before its connection is
	// closed, subscribers excepted. Zero means for ever (Redis: timeout).
	Timeout time.Duration

	// AuthTimeout is how long a client may take to authenticate, from the moment it was
	// accepted, if it has to: strangers must not keep the places of clients. Zero means
	// for ever.
	AuthTimeout time.Duration

	// Password is what clients have to give to AUTH or HELLO before anything
	// else. Empty means that none is needed (Redis: requirepass).
	Password string

	// ProtectedMode refuses clients that do not come from this machine, unless
	// there is a Password (Redis: protected-mode).
	ProtectedMode bool

	// MaxBulkLen is the most bytes an argument or a value may have; zero means
	// DefaultMaxBulkLen.
	MaxBulkLen int

	// TLS are the TLS parameters at the start, and TLSConfig is what they say, for
	// TLSListener.
	TLS       TLSParameters
	TLSConfig *tls.Config

	// LoadTLS reads the files of TLS parameters, when CONFIG SET names one of them,
	// and returns what they say. After an error, which is logged, all stays as it was.
	// Nil means that TLS parameters cannot be set.
	LoadTLS func(TLSParameters) (*tls.Config, error)

	// Parameters are told by CONFIG GET beside those that the server has itself,
	// and cannot be set. Names are in lower case.
	Parameters map[string]string

	// Logger is told when clients are refused or dropped, when accepting fails,
	// and, at debug level, of each connection and each command. It is called with no
	// lock held, but where clients wait for it: its handler should not. Nil means
	// slog.Default().
	Logger *slog.Logger

	// LogLevel is the level of Logger, if it is to be changed by CONFIG SET.
	LogLevel *slog.LevelVar

	// Observer is told of each connection and each command. Nil means nobody is.
	Observer Observer

	// OnShutdown is called when a client sends SHUTDOWN. It must not wait for
	// Shutdown, which waits for that client. Nil means that clients may not stop
	// the server.
	OnShutdown func()

	// OnShrink is called when keys that expired or were flushed have left much memory,
	// at least 16 MB and a quarter of what keys took, to the garbage collector. A program may
	// give it back to the operating system then, which the Go runtime does by itself, but
	// minutes later: see [debug.FreeOSMemory]. It is called in a goroutine of its
	// own, for which Shutdown waits, and once at a time. Nil means nothing.
	OnShrink func()

	// Ballast returns how many bytes of the process's heap are held and never used, which
	// INFO leaves out of used_memory. Nil means none.
	Ballast func() uint64

	init     sync.Once
	log      *slog.Logger
	started  time.Time
	runID    string // 40 hexadecimal digits, different for every Server
	store    *store.Store
	hub      *pubsub.Hub
	commands map[string]*command // by name, in lower case
	permits  *permits            // one for each connection, acquired before Accept
	settings atomic.Pointer[settings]
	changing sync.Mutex // serializes changes of settings; locked before mu
	stats    serverStats
	warnings warnings
	nextID   atomic.Int64

	// draining ends when Shutdown begins: take no more commands.
	draining context.Context
	drain    context.CancelFunc
	forced   atomic.Bool // connections are closed: nothing is to go on

	mu       sync.Mutex
	conns    map[*conn]struct{} // guarded by mu; none is added once draining has ended
	sweeping bool               // guarded by mu
	serving  sync.WaitGroup     // calls of Serve, and the sweeper; none is added once draining has ended
}

// Serve accepts connections from l and answers their commands until Shutdown. It
// returns [ErrServerClosed] when the last of its connections has ended, and has
// closed l. A Server may serve several listeners at once.
//
// A failed accept is tried again for as long as it fails. If somebody else closes l, the
// whole server stops, its connections are closed, and Serve returns [net.ErrClosed].
func (s *Server) Serve(l net.Listener) error {
	if !s.begin() {
		l.Close()
		return ErrServerClosed
	}
	defer s.serving.Done()
	defer l.Close()
	stop := context.AfterFunc(s.draining, func() { l.Close() })
	defer stop()

	var mine sync.WaitGroup
	defer mine.Wait()
	for {
		c, err := s.accept(l)
		if err != nil {
			if !errors.Is(err, ErrServerClosed) {
				s.closeAll()
			}
			return err
		}
		mine.Add(1)
		go func() {
			c.serve()
			s.forget(c)
			s.permits.release()
			mine.Done()
		}()
	}
}

// Shutdown stops the server. It closes the listeners, ends connections that wait
// for a command, subscribers included, and lets the others execute the commands
// they have received and send the replies. If ctx ends before all have ended, it
// closes the rest and returns the cause. It returns when every Serve is done.
//
// Clients aren't told. A command that arrives while the server stops may never be
// read; its client sees the connection end without a reply.
func (s *Server) Shutdown(ctx context.Context) error {
	s.init.Do(s.initialize)
	s.mu.Lock()
	s.drain()
	for c := range s.conns {
		c.stopReading()
	}
	s.mu.Unlock()

	inTime := context.AfterFunc(ctx, s.closeAll)
	s.serving.Wait()
	if !inTime() {
		return context.Cause(ctx)
	}
	return nil
}

// closeAll stops the server at once.
func (s *Server) closeAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drain()
	s.forced.Store(true)
	for c := range s.conns {
		c.cut()
	}
}

// begin counts a call of Serve, unless the server is shut down. The first call
// starts the sweeper.
func (s *Server) begin() bool {
	s.init.Do(s.initialize)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.draining.Err() != nil {
		return false
	}
	if !s.sweeping {
		s.sweeping = true
		s.serving.Go(func() { s.store.Sweep(s.draining) })
	}
	s.serving.Add(1)
	return true
}

func (s *Server) initialize() {
	s.log = s.Logger
	if s.log == nil {
		s.log = slog.Default()
	}
	s.started = time.Now()
	s.stats.begin(s.started)
	s.runID = newRunID()
	s.store, s.hub = store.New(), pubsub.New(encodePush, pubsub.DefaultLimits())
	s.store.OnShrink = s.OnShrink
	s.settings.Store(s.initialSettings())
	s.commands = newTable()
	s.permits = &permits{most: s.maxClients()}
	s.draining, s.drain = context.WithCancel(context.Background())
	s.conns = map[*conn]struct{}{}
}

// newRunID returns 20 random bytes in hexadecimal, as Redis identifies a process.
func newRunID() string {
	var id [20]byte
	rand.Read(id[:]) // never fails
	return hex.EncodeToString(id[:])
}

// uptime is how long the server has existed. Reading the clock that has no date takes
// half as long as time.Now, which counts where commands are timed.
func (s *Server) uptime() time.Duration { return time.Since(s.started) }

func (s *Server) maxClients() int { return s.settings.Load().maxClients }
