package raw

import (
	"strings"
	"syscall"
	"unsafe"
)

// Calls reports whether there are Read and Write.
const Calls = true

// maxHeld is the most bytes for which Read and Write do not tell the scheduler. Over
// loopback a write of that many takes half as long again as one of 100 bytes, but one of
// all that the kernel takes at once, 4 MB, several milliseconds.
const maxHeld = 64 << 10

// Bytes returns n bytes of any content, n being at least 1: make would set them to
// zero first, and the bytes of a long value are all received into them a moment
// later. It is what a strings.Builder does for its own buffer. With it, SETs of 1 MB
// reach a sixth more per second (redis-benchmark -t set -d 1000000 -c 4).
//
// What the bytes hold was some other client's: whoever calls Bytes must not show any
// of them before it has written it.
func Bytes(n int) []byte {
	var b strings.Builder
	b.Grow(n)
	b.WriteByte(0) // the data of an empty string may be anywhere
	return unsafe.Slice(unsafe.StringData(b.String()), n)
}

// Read is read(2) of a descriptor that does not block, and does not tell Go's
// scheduler. The error is a syscall.Errno: EAGAIN if there is nothing to read. n is 0
// with an error, and at the end of the stream.
//
// syscall.Read tells it, because a call may wait: then another thread takes over the
// other goroutines, and this one has to get back among them. A call that cannot wait
// need not pay for that. But nothing else runs on the processor of this goroutine
// meanwhile, and a garbage collection waits for it, so a p of more than maxHeld bytes
// is read as by syscall.Read. With Read and Write the server answers a tenth more
// requests per second, for an eighth less processor time, and the p99 latency falls by
// a third (redis-benchmark -t get -c 50 -P 1).
func Read(fd uintptr, p []byte) (n int, err error) {
	return call(syscall.SYS_READ, fd, p)
}

// Write is write(2) in the same way. The error is EAGAIN if no byte could be written.
func Write(fd uintptr, p []byte) (n int, err error) {
	return call(syscall.SYS_WRITE, fd, p)
}

func call(trap, fd uintptr, p []byte) (n int, err error) {
	at, size := unsafe.Pointer(unsafe.SliceData(p)), uintptr(len(p))
	for {
		var done uintptr
		var errno syscall.Errno
		if len(p) <= maxHeld {
			done, _, errno = syscall.RawSyscall(trap, fd, uintptr(at), size)
		} else {
			done, _, errno = syscall.Syscall(trap, fd, uintptr(at), size)
		}
		switch errno {
		case 0:
			return int(done), nil
		case syscall.EINTR: // a signal came first
		default:
			return 0, errno
		}
	}
}
