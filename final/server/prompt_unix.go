//go:build unix

package server

import (
	"net"
	"syscall"
)

// A promptWriter writes to a socket what the kernel takes without waiting. The zero
// value takes nothing.
type promptWriter struct {
	raw     syscall.RawConn
	attempt func(fd uintptr) (done bool) // writes once, from input; made once, or each call would allocate it

	input   []byte
	written int
}

func (w *promptWriter) begin(nc net.Conn) {
	socket, ok := nc.(syscall.Conn)
	if !ok {
		return // neither TLS nor a connection in memory is a socket
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return
	}
	w.raw = raw
	w.attempt = func(fd uintptr) bool {
		n, err := syscall.Write(int(fd), w.input)
		if err == nil {
			w.written = n
		}
		return true // do not wait until the socket takes more
	}
}

// write returns how many of the first bytes of p are written. Why it is not all of
// them the caller finds out by writing the rest.
func (w *promptWriter) write(p []byte) int {
	if w.raw == nil {
		return 0
	}
	w.input, w.written = p, 0
	w.raw.Write(w.attempt) // fails if attempt was not called
	w.input = nil
	return w.written
}
