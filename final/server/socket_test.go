package server

import (
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mini-redis/final/internal/raw"
)

// connected returns both ends of a connection: the server's as a socket.
func connected(t *testing.T, network, address string) (s *socket, peer net.Conn) {
	t.Helper()
	l, err := net.Listen(network, address)
	require.NoError(t, err)
	defer l.Close()
	peer, err = net.Dial(network, l.Addr().String())
	require.NoError(t, err)
	nc, err := l.Accept()
	require.NoError(t, err)
	s = new(socket)
	s.open(nc)
	t.Cleanup(func() { s.Close(); peer.Close() })
	return s, peer
}

// A socket reads as the connection does that it is of, each size in its turn.
func TestSocketReadsWhatIsSent(t *testing.T) {
	for network, address := range map[string]string{
		"tcp":  "127.0.0.1:0",
		"unix": socketPath(t),
	} {
		t.Run(network, func(t *testing.T) {
			s, peer := connected(t, network, address)
			require.Equal(t, raw.Calls, s.system != nil)
			sent := []byte(strings.Repeat("0123456789", 50_000))
			go func() {
				peer.Write(sent)
				peer.Close()
			}()
			var got []byte
			for _, size := range []int{0, 1, 128, 64 << 10, 100_000} {
				p := make([]byte, size)
				n, err := io.ReadFull(s, p)
				require.NoError(t, err)
				got = append(got, p[:n]...)
			}
			n, err := s.Read(nil)
			assert.NoError(t, err, "no end of the stream for a Read of nothing")
			assert.Zero(t, n)
			require.NoError(t, iotest.TestReader(s, sent[len(got):]))
			assert.Equal(t, sent[:len(got)], got)
		})
	}
}

func TestSocketReadMeetsItsDeadline(t *testing.T) {
	s, peer := connected(t, "tcp", "127.0.0.1:0")
	p := make([]byte, 10)

	s.SetReadDeadline(past())
	_, err := s.Read(p)
	assert.ErrorIs(t, err, os.ErrDeadlineExceeded)

	s.SetReadDeadline(time.Time{})
	waiting := make(chan error)
	go func() {
		_, err := s.Read(p)
		waiting <- err
	}()
	s.SetReadDeadline(past())
	assert.ErrorIs(t, <-waiting, os.ErrDeadlineExceeded, "of a Read under way")

	s.SetReadDeadline(time.Time{})
	peer.Write([]byte("hello"))
	n, err := s.Read(p)
	assert.NoError(t, err)
	assert.Equal(t, "hello", string(p[:n]))
}

// The errors of a Read are those of the connection, to the last word: what they say of
// the operation decides what the Observer is told.
func TestSocketReadFailsAsTheConnectionDoes(t *testing.T) {
	p := make([]byte, 10)
	for name, fail := range map[string]func(s *socket, peer net.Conn){
		"deadline": func(s *socket, _ net.Conn) { s.SetReadDeadline(past()) },
		"closed":   func(s *socket, _ net.Conn) { s.Close() },
		"end":      func(_ *socket, peer net.Conn) { peer.Close() },
		"reset":    func(_ *socket, peer net.Conn) { peer.(*net.TCPConn).SetLinger(0); peer.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			s, peer := connected(t, "tcp", "127.0.0.1:0")
			fail(s, peer)
			_, got := s.Read(p)
			s, peer = connected(t, "tcp", "127.0.0.1:0")
			fail(s, peer)
			_, want := s.Conn.Read(p)
			require.IsType(t, want, got)
			if want, ok := want.(*net.OpError); ok {
				got := got.(*net.OpError)
				assert.Equal(t, [3]any{want.Op, want.Net, want.Err}, [3]any{got.Op, got.Net, got.Err})
				assert.Equal(t, [2]any{s.LocalAddr().Network(), peer.LocalAddr().Network()}, [2]any{got.Source.Network(), got.Addr.Network()})
			}
		})
	}
}

func TestClosedSocketTakesNothing(t *testing.T) {
	s, peer := connected(t, "tcp", "127.0.0.1:0")
	peer.Write([]byte("hello"))
	_, err := io.ReadFull(s, make([]byte, 5)) // whose result must not be taken for that of the write
	require.NoError(t, err)
	s.Close()
	assert.Zero(t, s.TryWrite([]byte("hello")))
}

// TryWrite takes what there is room for, and does not wait for more.
func TestTryWriteDoesNotWait(t *testing.T) {
	s, peer := connected(t, "tcp", "127.0.0.1:0")
	if !raw.Calls {
		assert.Zero(t, s.TryWrite([]byte("x")))
		return
	}
	sent := []byte(strings.Repeat("0123456789", 10_000))
	written := 0
	for {
		n := s.TryWrite(sent)
		written += n
		if n < len(sent) {
			break // the client reads nothing, so the system's memory for it is full
		}
	}
	s.Close()
	got, err := io.ReadAll(peer)
	require.NoError(t, err)
	require.Len(t, got, written)
	assert.Equal(t, strings.Repeat(string(sent), written/len(sent)+1)[:written], string(got))
}

// What only contains a TCP connection may do something of its own when it reads.
func TestSocketLeavesOtherConnectionsAlone(t *testing.T) {
	s, peer := connected(t, "tcp", "127.0.0.1:0")
	var other socket
	other.open(refusing{s.Conn.(*net.TCPConn)})
	peer.Write([]byte("hello"))
	_, err := other.Read(make([]byte, 10))
	assert.Equal(t, errRefused, err)
	assert.Zero(t, other.TryWrite([]byte("x")))
}

var errRefused = errors.New("refused")

type refusing struct{ *net.TCPConn }

func (refusing) Read([]byte) (int, error) { return 0, errRefused }
