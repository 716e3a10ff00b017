// Package program is the server as a program: flags, listening, certificates, signals, the log,
// and the pages for debugging. What it knows of the operating system and of the Go runtime the
// server does not know, so that the server can be part of other programs.
package program

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
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"

	"mini-redis/final/server"
)

// Run is the server as a program: it parses args, the flags, listens, and serves
// until SIGINT, SIGTERM or the command SHUTDOWN; a second signal, or the end of the
// grace period, closes what is left. What --help and --version say goes to stdout,
// the log to stderr. Run returns the exit code: 0 after a shutdown, 1 if it could
// not start, of which it says the reason in one line on stderr, or not go on.
//
// Like Redis, the program ignores SIGHUP and SIGPIPE, from the call of Run on: the
// terminal that it was started from may be closed, and those who read its log may
// leave. While they don't read, nobody waits for them: the log keeps a megabyte, loses
// what is more, and says how much that was when it is read again. At the end it
// has a second.
//
// Each prepare function is called, in order, with the Server that is about to serve.
// It may set the Observer, and replace the Logger by one that does more: the log of
// the program goes there, too. An error keeps the program from starting.
func Run(args []string, stdout, stderr io.Writer, prepare ...func(*server.Server) error) int {
	signal.Ignore(syscall.SIGHUP, syscall.SIGPIPE)
	o, err := parseFlags(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		printUsage(stdout)
		return 0
	case err != nil:
		return complain(stderr, fmt.Errorf("%w (see --help)", err))
	case o.version:
		printVersion(stdout)
		return 0
	}
	if err := checkOpenFiles(); err != nil {
		return complain(stderr, err)
	}
	l, err := o.listen()
	if err != nil {
		return complain(stderr, err)
	}
	s := o.newServer(l)
	processors := useProcessors(o.processors)
	s.OnShrink = func() { giveMemoryBack(processors, debug.FreeOSMemory) }
	s.LogLevel = new(slog.LevelVar)
	s.LogLevel.Set(o.level)
	log := newLogWriter(stderr, s.LogLevel, o.json)
	defer log.close()
	s.Logger = slog.New(newLogHandler(log, s.LogLevel, o.json))
	for _, f := range prepare {
		if err := f(s); err != nil {
			l.close()
			return complain(log, err)
		}
	}
	return serve(o, s, l)
}

// complain says in one line why the program cannot start, and returns the exit code.
func complain(stderr io.Writer, err error) int {
	fmt.Fprintln(stderr, "mini-redis-server:", strings.ReplaceAll(err.Error(), "\n", " "))
	return 1
}

// serve serves the clients of s until a signal ends it, and returns the exit code.
func serve(o options, s *server.Server, l *listeners) int {
	log := s.Logger
	// Before anybody is told that the server is ready. There is room for both signals,
	// however soon the second one comes.
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)
	asked, shutdown := context.WithCancel(context.Background())
	defer shutdown()
	s.OnShutdown = shutdown
	if l.debug != nil {
		defer serveDebug(s, l.debug, log)()
	}
	o.warnOfExposure(l, log)
	o.warnOfOpenFiles(s)
	var b ballast
	s.Ballast = b.size
	defer time.AfterFunc(ballastDelay, b.take).Stop()
	log.Info("ready: listening", l.attributes()...)
	served := make(chan error, 1)
	go func() { served <- s.Serve(l.join(s)) }()
	select {
	case err := <-served:
		log.Error("serve", "err", err)
		return 1
	case <-signals:
	case <-asked.Done():
	}
	shutDown(s, o.grace, log, signals)
	<-served // with ErrServerClosed
	return 0
}

// newServer returns the server that o asks for.
func (o *options) newServer(l *listeners) *server.Server {
	s := &server.Server{
		MaxClients:    min(o.maxClients, mostClients()),
		MostClients:   mostClients,
		RejectClients: o.reject,
		Timeout:       o.timeout,
		AuthTimeout:   o.authTime,
		Password:      o.password,
		ProtectedMode: o.protected,
		MaxBulkLen:    o.maxBulkLen,
		TLS:           o.tlsParameters,
		TLSConfig:     l.config,
		Parameters:    o.parameters(l),
	}
	if o.tls {
		s.LoadTLS = loadTLS
	}
	return s
}

// shutDown shuts s down. A signal, the second one or the first after the command SHUTDOWN,
// forces the end.
func shutDown(s *server.Server, grace time.Duration, logger *slog.Logger, signals <-chan os.Signal) {
	logger.Info("shutting down; a second signal forces it", "grace", grace)
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	stopped := make(chan error, 1)
	go func() { stopped <- s.Shutdown(ctx) }()
	var err error
	select {
	case err = <-stopped:
	case <-signals:
		cancel()
		err = <-stopped
	}
	if err != nil {
		logger.Warn("shutdown forced: connections were cut off", "cause", err)
		return
	}
	logger.Info("shut down")
}

// parameters are what CONFIG GET tells of the flags that it cannot change.
func (o *options) parameters(l *listeners) map[string]string {
	port := func(listeners []net.Listener) string {
		if len(listeners) == 0 {
			return "0"
		}
		return strconv.Itoa(portOf(listeners[0]))
	}
	return map[string]string{
		"bind":           strings.Join(strings.FieldsFunc(o.bind, isSeparator), " "),
		"port":           port(l.plain),
		"tls-port":       port(l.tls),
		"unixsocket":     o.unixSocket,
		"unixsocketperm": strconv.FormatInt(int64(o.unixSocketPerm), 8),
	}
}

// warnOfExposure says who can reach the pages for debugging, or a server without a
// password, beyond this machine.
func (o *options) warnOfExposure(l *listeners, log *slog.Logger) {
	if l.debug != nil && isBeyondLoopback(l.debug) {
		log.Warn("whoever can reach the address of --debug-addr can read profiles and statistics, and make the server busy with them", "debug", l.debug.Addr().String())
	}
	switch {
	case o.password != "" || !l.beyondLoopback():
	case o.protected:
		log.Warn("protected mode: there is no password, so clients from other machines are refused; see --requirepass and --protected-mode")
	default:
		log.Warn("there is no password and no protected mode: whoever can reach this machine can read and write everything; see --requirepass")
	}
}
