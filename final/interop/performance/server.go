package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"
)

// mostClients is what servers are told to take at most.
const mostClients = 11_000

// A program is a server that can be started.
type program struct {
	name      string   // in the figures
	source    string   // package in the module mini-redis; empty for redis-server
	env       []string // added to this process's
	storeless bool     // has neither SET nor GET
	echo      bool     // sends back what it gets
}

// Programs that several tables measure.
func finalServer() program { return program{name: "final", source: "./final"} }
func redisServer() program { return program{name: "redis"} }

// arguments make p listen on a loopback port, log little and write no files but in dir.
func (p program) arguments(port, dir string) []string {
	clients := strconv.Itoa(mostClients)
	switch p.source {
	case "":
		return []string{"--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", dir,
			"--loglevel", "warning", "--maxclients", clients}
	case "./final":
		return []string{"--port", port, "--bind", "127.0.0.1", "--loglevel", "warn", "--maxclients", clients}
	}
	return []string{"-addr", net.JoinHostPort("127.0.0.1", port)}
}

// A server is a process that answers on a loopback port.
type server struct {
	program
	addr    string
	pid     int
	startup time.Duration // from the start of the process to its first reply
	empty   int64         // resident bytes after the first reply

	cancel context.CancelFunc // ends the process
	ended  chan struct{}      // closed when it has ended
	output bytes.Buffer       // what it printed; to be read when ended is closed
}

// readyWithin is how long a server may take to answer.
const readyWithin = 20 * time.Second

// start starts p and returns when it answers. The process ends with ctx, or by stop.
func (l *lab) start(ctx context.Context, p program) (*server, error) {
	path, err := exec.LookPath("redis-server")
	if p.source != "" {
		path, err = l.build(ctx, p.source)
	}
	if err != nil {
		return nil, err
	}
	for range 3 { // another program may take a free port first
		var s *server
		if s, err = l.launch(ctx, p, path); err == nil || !errors.Is(err, errEnded) {
			return s, err
		}
	}
	return nil, err
}

// errEnded says that a server did not live to answer.
var errEnded = errors.New("ended by itself")

func (l *lab) launch(ctx context.Context, p program, path string) (*server, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	s := &server{program: p, addr: net.JoinHostPort("127.0.0.1", port), cancel: cancel, ended: make(chan struct{})}
	cmd := command(ctx, path, p.arguments(port, l.dir)...)
	cmd.Env = append(os.Environ(), p.env...)
	cmd.Stdout, cmd.Stderr = &s.output, &s.output
	began := time.Now()
	if err := cmd.Start(); err != nil {
		cancel()
		return nil, err
	}
	s.pid = cmd.Process.Pid
	go func() { // ends with the process, for which stop waits
		cmd.Wait()
		close(s.ended)
	}()
	err = s.awaitReply(ctx)
	s.startup = time.Since(began)
	if err == nil {
		s.empty, err = s.memory(residentNow)
	}
	if err != nil {
		s.stop()
		return nil, fmt.Errorf("%s: %w\n%s", p.name, err, s.output.String())
	}
	return s, nil
}

// stop ends the process and waits for its end. Further calls do nothing.
func (s *server) stop() {
	s.cancel()
	<-s.ended
}

// awaitReply tries until the server answers a PING, with anything.
func (s *server) awaitReply(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	for {
		if conn, err := net.Dial("tcp", s.addr); err == nil {
			conn.SetDeadline(time.Now().Add(readyWithin))
			conn.Write([]byte("PING\r\n"))
			n, _ := conn.Read(make([]byte, 64))
			conn.Close()
			if n > 0 {
				return nil
			}
		}
		select {
		case <-s.ended:
			return errEnded
		case <-ctx.Done():
			return fmt.Errorf("no answer: %w", ctx.Err())
		case <-time.After(200 * time.Microsecond):
		}
	}
}

// freePort returns a loopback port that was free a moment ago.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port), nil
}

// terminate asks a process to end.
func terminate(p *os.Process) error { return p.Signal(syscall.SIGTERM) }
