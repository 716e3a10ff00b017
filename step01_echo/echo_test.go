package echo

import (
	"bytes"
	"io"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// I1: whatever bytes a client sends, and in whatever pieces, the same bytes come
// back.
func TestBytesComeBackHoweverTheyAreCut(t *testing.T) {
	piece := rapid.Custom(func(t *rapid.T) []byte {
		few := rapid.SliceOfN(rapid.Byte(), 1, 100).Draw(t, "bytes")
		return bytes.Repeat(few, rapid.SampledFrom([]int{1, 1, 1000}).Draw(t, "times"))
	})
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SliceOfN(piece, 0, 20).Draw(t, "pieces")
		sent := bytes.Join(pieces, nil)
		rapid.SyncTest(t, func(t *rapid.T) {
			l := newFakeListener()
			startEcho(t, l)
			conn := l.dial()
			go func() {
				for _, piece := range pieces {
					conn.Write(piece)
				}
			}()
			received := make([]byte, len(sent))
			_, err := io.ReadFull(conn, received)
			require.NoError(t, err)
			require.Equal(t, sent, received)
		})
	})
}

// I1, I2: a client that has sent everything and closed its sending half gets
// all of it back, and only then the end.
func TestHalfClosedClientGetsEverythingBack(t *testing.T) {
	conn := dialTCP(t)
	sent := bytes.Repeat([]byte("0123456789abcde\n"), 1<<16) // 1 MB
	go func() {
		conn.Write(sent)
		conn.CloseWrite()
	}()
	received, err := io.ReadAll(conn)
	require.NoError(t, err)
	if !bytes.Equal(received, sent) {
		t.Errorf("sent %d bytes and received %d others", len(sent), len(received))
	}
}

// I3: a client whose echo is stuck, since it doesn't read, costs a hundred
// others no time at all: the bubble's clock doesn't move.
func TestStuckClientDelaysNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newFakeListener()
		startEcho(t, l)
		start := time.Now()

		stuck := l.dial()
		stuck.Write([]byte("x"))
		synctest.Wait() // its handler is blocked in Write now
		silent := l.dial()
		synctest.Wait() // and this one's in Read

		for range 100 {
			conn := l.dial()
			defer conn.Close()
			conn.Write([]byte("y"))
			got := make([]byte, 1)
			_, err := io.ReadFull(conn, got)
			require.NoError(t, err)
			require.Equal(t, "y", string(got))
		}
		if waited := time.Since(start); waited != 0 {
			t.Errorf("100 clients waited %v, want 0", waited)
		}
		stuck.Close()
		silent.Close()
	})
}

// I1, I3: a hundred clients at once, each with bytes of its own, don't get one
// another's.
func TestHundredClientsAtOnce(t *testing.T) {
	var conns []*net.TCPConn
	l := listenTCP(t)
	for range 100 {
		conns = append(conns, dialListener(t, l))
	}
	var clients sync.WaitGroup
	for i, conn := range conns {
		clients.Go(func() {
			sent := bytes.Repeat([]byte{byte(i)}, 10_000+i)
			conn.Write(sent)
			conn.CloseWrite()
			received, err := io.ReadAll(conn)
			if err != nil || !bytes.Equal(received, sent) {
				t.Errorf("client %d sent %d bytes and received %d, %v", i, len(sent), len(received), err)
			}
		})
	}
	clients.Wait()
}

// listenTCP starts an echo server on a free port.
func listenTCP(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	startEcho(t, l)
	return l
}

func dialListener(t *testing.T, l net.Listener) *net.TCPConn {
	t.Helper()
	conn, err := net.Dial("tcp", l.Addr().String())
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(20 * time.Second)) // only catches a hang
	return conn.(*net.TCPConn)
}

func dialTCP(t *testing.T) *net.TCPConn {
	t.Helper()
	return dialListener(t, listenTCP(t))
}
