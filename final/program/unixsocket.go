package program

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"os"
	"syscall"

	"mini-redis/final/internal/process"
)

// listenUnix listens on a Unix socket. A socket that a server has left at the path,
// and that nobody listens on, is replaced; Redis replaces whatever is there. perm are
// the permissions of the file, 0 for those that the umask leaves. They are in force
// before anybody can connect where the system allows that, and else, as in Redis, a
// moment later. Closing the listener removes the file.
func listenUnix(path string, perm int) (net.Listener, error) {
	if isStale(path) {
		os.Remove(path)
	}
	mode := os.FileMode(perm)
	l, err := socketConfig(mode).Listen(context.Background(), "unix", path)
	if err != nil || mode == 0 {
		return l, err
	}
	if err := os.Chmod(path, mode); err != nil { // the umask may have taken too much
		l.Close()
		return nil, err
	}
	return l, nil
}

// socketConfig returns how to listen on a Unix socket whose file never has other
// permissions than mode, if that is not 0.
func socketConfig(mode os.FileMode) *net.ListenConfig {
	if mode == 0 {
		return new(net.ListenConfig)
	}
	return &net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
		return c.Control(func(fd uintptr) { process.LimitMode(fd, mode) })
	}}
}

// isStale reports whether there is a socket at the path that nobody listens on.
func isStale(path string) bool {
	info, err := os.Lstat(path)
	if err != nil || info.Mode()&fs.ModeSocket == 0 {
		return false
	}
	conn, err := net.Dial("unix", path)
	if err == nil {
		conn.Close()
		return false
	}
	const wsaRefused = syscall.Errno(10061) // as Windows has it
	return errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, wsaRefused)
}
