package telemetry

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mini-redis/final/otel/internal/collector"
	"mini-redis/final/server"
)

// A lockedBuffer may be written to and read at once.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// A watched server has telemetry, and listens on a port of its own.
type watched struct {
	t         *testing.T
	telemetry *Telemetry
	server    *server.Server
	addr      string
	log       *lockedBuffer
	served    chan error
	end       sync.Once
}

// collect has the collector of this test be the one that telemetry is sent to.
func collect(t *testing.T) *collector.Collector {
	t.Helper()
	c := collector.New(t)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", c.URL)
	return c
}

// watch starts s, with telemetry and a log at this level.
func watch(t *testing.T, s *server.Server, level slog.Leveler) *watched {
	t.Helper()
	w := &watched{t: t, server: s, log: new(lockedBuffer), served: make(chan error, 1)}
	s.Logger = slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: level}))
	var err error
	w.telemetry, err = Start(t.Context(), s)
	require.NoError(t, err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	w.addr = l.Addr().String()
	go func() { w.served <- s.Serve(l) }()
	t.Cleanup(w.stop)
	return w
}

// stop shuts down the server, and then its telemetry. Further calls do nothing.
func (w *watched) stop() {
	w.end.Do(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := w.server.Shutdown(ctx); err != nil {
			w.t.Errorf("the server: %v", err)
		}
		<-w.served
		if err := w.telemetry.Shutdown(ctx); err != nil {
			w.t.Errorf("the telemetry: %v", err)
		}
	})
}

// dial returns a connection.
func (w *watched) dial() net.Conn {
	w.t.Helper()
	conn, err := net.Dial("tcp", w.addr)
	require.NoError(w.t, err)
	w.t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(time.Minute))
	return conn
}

// converse sends lines on a connection of their own, and QUIT, and returns what is
// answered.
func (w *watched) converse(lines ...string) string {
	w.t.Helper()
	conn := w.dial()
	fmt.Fprint(conn, strings.Join(append(lines, "QUIT"), "\r\n")+"\r\n")
	reply, err := io.ReadAll(conn)
	require.NoError(w.t, err)
	conn.Close() // the server waits for it
	return string(reply)
}

// expect fails the test unless the next line is this one.
func expect(t *testing.T, r *bufio.Reader, want string) {
	t.Helper()
	line, err := r.ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, want+"\r\n", line)
}
