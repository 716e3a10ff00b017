package server

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"
)

// options are the flags of the program.
type options struct {
	bind       string
	port       int
	maxClients int
	grace      time.Duration
	logLevel   slog.Level
}

// Run is the server as a program: it parses args, the flags, listens, and serves
// until SIGINT or SIGTERM; a second signal, or the end of the grace period,
// closes what is left. It writes its log to stderr and returns the exit code: 0
// after a shutdown, 1 if it could not start or go on.
func Run(args []string, stderr io.Writer) int {
	o, err := parseFlags(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		return 1 // parseFlags has said why
	}
	logger := slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: o.logLevel}))
	l, err := net.Listen("tcp", net.JoinHostPort(o.bind, strconv.Itoa(o.port)))
	if err != nil {
		fmt.Fprintln(stderr, "mini-redis-server:", err)
		return 1
	}

	s := &Server{MaxClients: o.maxClients, Logger: logger}
	first, stop := notifyContext() // before anybody is told that the server is ready
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		<-first.Done()
		shutDown(s, o.grace, logger, stop)
	}()
	logger.Info("ready: listening", "addr", l.Addr().String(), "pid", os.Getpid())
	if err := s.Serve(l); !errors.Is(err, ErrServerClosed) {
		logger.Error("serve", "err", err)
		return 1
	}
	<-stopped
	return 0
}

// shutDown shuts s down after a first signal. stop ends the wait for that one.
func shutDown(s *Server, grace time.Duration, logger *slog.Logger, stop func()) {
	second, force := notifyContext()
	defer force()
	stop() // not before the next one is in place: in between a signal would kill
	logger.Info("shutting down; a second signal forces it", "grace", grace)
	ctx, cancel := context.WithTimeout(second, grace)
	defer cancel()
	if err := s.Shutdown(ctx); err != nil {
		logger.Warn("shutdown forced: connections were cut off", "cause", err)
		return
	}
	logger.Info("shut down")
}

func notifyContext() (context.Context, context.CancelFunc) {
	return signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
}

// parseFlags returns the options that args ask for. If they are wrong, it has
// written one line to stderr that says why.
func parseFlags(args []string, stderr io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("mini-redis-server", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&o.bind, "bind", "127.0.0.1", "`address` to listen on")
	flags.IntVar(&o.port, "port", 6379, "TCP `port` to listen on, 0 for any free one")
	flags.IntVar(&o.maxClients, "maxclients", DefaultMaxClients, "most connections served at once (`n`); more wait unaccepted")
	flags.DurationVar(&o.grace, "grace-period", 10*time.Second, "`time` that commands under way have when the server stops")
	flags.TextVar(&o.logLevel, "loglevel", slog.LevelInfo, "least `level` to log: debug, info, warn or error")

	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		flags.SetOutput(stderr)
		fmt.Fprintf(stderr, "usage: mini-redis-server [flags]\n\nA Redis-compatible server that keeps its data in memory, and nowhere else.\n\n")
		flags.PrintDefaults()
		return o, err
	case err == nil && flags.NArg() > 0:
		err = fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case err == nil && o.maxClients < 1:
		err = errors.New("--maxclients must be at least 1")
	}
	if err != nil {
		fmt.Fprintf(stderr, "mini-redis-server: %v (see --help)\n", err)
	}
	return o, err
}
