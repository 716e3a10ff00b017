package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"mini-redis/final/resp"
)

// A fakeServer notes the commands that it gets and answers as it is told.
type fakeServer struct {
	// answer writes the reply to the command with this number, from 1 on, counted
	// over all connections. An error closes the connection.
	answer func(n int, w io.Writer) error

	mu       sync.Mutex
	commands []string // guarded by mu
	writes   int      // of clients; guarded by mu
	open     int      // connections; guarded by mu
}

// dial returns a connection to s, in memory.
func (s *fakeServer) dial(context.Context) (net.Conn, error) {
	near, far := net.Pipe()
	s.mu.Lock()
	s.open++
	s.mu.Unlock()
	go s.serve(far)
	return countedConn{near, s}, nil
}

func (s *fakeServer) serve(conn net.Conn) {
	defer func() {
		conn.Close()
		s.mu.Lock()
		s.open--
		s.mu.Unlock()
	}()
	// A pipe has no buffer: without one here, a client would still be writing its
	// pipeline when the first reply comes.
	commands := resp.NewReader(bufio.NewReader(conn))
	for {
		args, err := commands.ReadCommand()
		if err != nil {
			return
		}
		var words []string
		for _, arg := range args {
			words = append(words, string(arg))
		}
		s.mu.Lock()
		s.commands = append(s.commands, strings.Join(words, " "))
		n := len(s.commands)
		s.mu.Unlock()
		if err := s.answer(n, conn); err != nil {
			return
		}
	}
}

// A countedConn counts the writes of a client.
type countedConn struct {
	net.Conn
	s *fakeServer
}

func (c countedConn) Write(b []byte) (int, error) {
	c.s.mu.Lock()
	c.s.writes++
	c.s.mu.Unlock()
	return c.Conn.Write(b)
}

// run returns a run of the named workload on s.
func (s *fakeServer) run(t *testing.T, flag string, l load) *run {
	t.Helper()
	w, ok := findWorkload(allWorkloads(3), flag)
	if !ok {
		t.Fatalf("there is no workload %q", flag)
	}
	l.threads = max(l.threads, 1)
	return &run{load: l, workload: w, dial: s.dial}
}

// always returns an answer that is always the same.
func always(reply string) func(int, io.Writer) error {
	return func(_ int, w io.Writer) error {
		_, err := io.WriteString(w, reply)
		return err
	}
}
