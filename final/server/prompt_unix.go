//go:build unix

package server

import (
	"net"
	"sync"
	"syscall"
)

// A promptWriter writes to a socket what the kernel takes without waiting. The zero
// value takes nothing.
type promptWriter struct{ raw syscall.RawConn }

func newPromptWriter(nc net.Conn) promptWriter {
	socket, ok := nc.(syscall.Conn)
	if !ok {
		return promptWriter{} // neither TLS nor a connection in memory is a socket
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return promptWriter{}
	}
	return promptWriter{raw}
}

// write returns how many of the first bytes of p are written. Why it is not all of
// them the caller finds out by writing the rest.
func (w promptWriter) write(p []byte) int {
	if w.raw == nil {
		return 0
	}
	a := attempts.Get().(*attempt)
	a.input, a.written = p, 0
	w.raw.Write(a.run) // fails if run was not called
	written := a.written
	a.input = nil
	attempts.Put(a)
	return written
}

// An attempt is a write to a socket. Its function is made once, as each would be
// an allocation.
type attempt struct {
	input   []byte
	written int
	run     func(fd uintptr) (done bool)
}

var attempts = sync.Pool{New: func() any {
	a := new(attempt)
	a.run = func(fd uintptr) bool {
		n, err := syscall.Write(int(fd), a.input)
		if err == nil {
			a.written = n
		}
		return true // do not wait until the socket takes more
	}
	return a
}}
