//go:build stress

package shutdown_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	shutdown "mini-redis/step06_shutdown"
)

// I3, I5: shutdown under load. 50 clients send and read as fast as they can,
// over TCP. In the end each has received whole replies, in order, and none of
// the server's goroutines is left.
func TestShutdownUnderLoad(t *testing.T) {
	load := newLoad()
	for range 3 {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		s := &shutdown.Server{}
		served := serve(t, s, l)
		var clients, warm sync.WaitGroup
		for range 50 {
			conn, err := net.Dial("tcp", l.Addr().String())
			require.NoError(t, err)
			warm.Add(1)
			clients.Go(func() { load.send(conn) })
			clients.Go(func() { load.receive(t, conn, warm.Done) })
		}
		warm.Wait()

		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		require.NoError(t, s.Shutdown(ctx))
		cancel()
		require.ErrorIs(t, <-served, shutdown.ErrServerClosed)
		clients.Wait()
		wantNoGoroutine(t, "step06_shutdown.(*Server)", "step05_pubsub.")
	}
}

// A load is what each client sends over and over, and what it must receive.
type load struct {
	commands []byte
	replies  [][]byte
}

// newLoad returns 1,000 commands that echo texts of up to 1,000 bytes.
func newLoad() *load {
	l := &load{}
	for n := range 1000 {
		text := fmt.Sprint(n) + strings.Repeat(".", n*7919%1000)
		l.commands = fmt.Appendf(l.commands, "ECHO %s\r\n", text)
		l.replies = append(l.replies, fmt.Appendf(nil, "$%d\r\n%s\r\n", len(text), text))
	}
	return l
}

// send sends until the connection fails. The kernel takes what it can hold, so
// there is always a command on its way.
func (l *load) send(conn net.Conn) {
	for {
		if _, err := conn.Write(l.commands); err != nil {
			return
		}
	}
}

// receive reads until the end of the connection, and calls warm after the first
// 1,000 replies. Whether the end is a proper one or a reset doesn't matter, but
// it must not come within a reply.
func (l *load) receive(t *testing.T, conn net.Conn, warm func()) {
	defer conn.Close() // which ends send, too
	r, got := bufio.NewReader(conn), make([]byte, 2000)
	for n := 0; ; n++ {
		if n == len(l.replies) {
			warm()
		}
		want := l.replies[n%len(l.replies)]
		read, err := io.ReadFull(r, got[:len(want)])
		switch {
		case !bytes.Equal(got[:read], want[:read]):
			t.Errorf("reply %d is %.20q, want %.20q", n, got, want)
			return
		case read > 0 && err != nil:
			t.Errorf("reply %d was cut after %d bytes: %v", n, read, err)
			return
		case err != nil:
			return
		}
	}
}

// wantNoGoroutine fails the test if goroutines remain that run one of the
// functions. Those that are about to end have time to do so.
func wantNoGoroutine(t *testing.T, functions ...string) {
	t.Helper()
	stacks := make([]byte, 1<<20)
	deadline := time.Now().Add(10 * time.Second)
	for _, f := range functions {
		for strings.Contains(string(stacks[:runtime.Stack(stacks, true)]), f) {
			if time.Now().After(deadline) {
				t.Fatalf("a goroutine remains:\n%s", stacks)
			}
			runtime.Gosched()
		}
	}
}
