//go:build linux

package raw

import (
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sockets returns the descriptors of two connected sockets that do not block, for the
// caller to close.
func sockets(t *testing.T) (a, b uintptr) {
	t.Helper()
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_NONBLOCK, 0)
	require.NoError(t, err)
	return uintptr(fds[0]), uintptr(fds[1])
}

func TestReadAndWriteAreThoseOfTheSystem(t *testing.T) {
	a, b := sockets(t)
	defer syscall.Close(int(a))
	buf := make([]byte, 10)

	n, err := Read(a, buf)
	assert.Equal(t, syscall.EAGAIN, err, "nothing has been sent")
	assert.Zero(t, n)

	n, err = Write(b, []byte("hello"))
	require.NoError(t, err)
	assert.Equal(t, 5, n)
	n, err = Read(a, buf[:3])
	require.NoError(t, err)
	assert.Equal(t, "hel", string(buf[:n]))
	n, err = Read(a, buf)
	require.NoError(t, err)
	assert.Equal(t, "lo", string(buf[:n]))

	require.NoError(t, syscall.Close(int(b)))
	n, err = Read(a, buf)
	assert.NoError(t, err, "the end of the stream")
	assert.Zero(t, n)
	n, err = Write(a, []byte("x"))
	assert.Equal(t, syscall.EPIPE, err)
	assert.Zero(t, n)
}

func TestWriteTakesWhatFits(t *testing.T) {
	a, b := sockets(t)
	defer syscall.Close(int(a))
	defer syscall.Close(int(b))
	sent := []byte(strings.Repeat("0123456789", 1<<20))
	n, err := Write(b, sent)
	require.NoError(t, err)
	require.Less(t, n, len(sent))
	for err == nil {
		_, err = Write(b, sent[:1])
	}
	assert.Equal(t, syscall.EAGAIN, err)
}

// While a long Read or Write takes its time, the other goroutines run. Here they have
// to: on descriptors that block, it ends only when another goroutine writes or reads.
func TestLongCallsLetOthersRun(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	a, b := sockets(t)
	defer syscall.Close(int(a))
	defer syscall.Close(int(b))
	long := make([]byte, 4<<20)
	require.NoError(t, syscall.SetNonblock(int(a), false))
	require.NoError(t, syscall.SetNonblock(int(b), false))

	go syscall.Write(int(b), []byte("hello"))
	n, err := Read(a, long)
	assert.NoError(t, err)
	assert.Equal(t, 5, n)

	go func() {
		for piece, left := make([]byte, 1<<20), len(long); left > 0; {
			n, err := syscall.Read(int(b), piece)
			if left -= n; err != nil || n == 0 {
				return
			}
		}
	}()
	n, err = Write(a, long)
	assert.NoError(t, err)
	assert.Equal(t, len(long), n)
}

func TestBytesAreOneOwnersAlone(t *testing.T) {
	for _, n := range []int{1, 2, 100, 32 << 10, 1 << 20} {
		a, b := Bytes(n), Bytes(n)
		require.Len(t, a, n)
		a[0], a[n-1] = 'a', 'a'
		b[0], b[n-1] = 'b', 'b'
		assert.Equal(t, byte('a'), a[0])
		assert.Equal(t, byte('a'), a[n-1])
	}
}
