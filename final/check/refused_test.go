//go:build linux

package check_test

import (
	"context"
	"net"
	"syscall"
	"testing"

	"mini-redis/final/check"
)

// crowded is a server that accepts nobody, and has room for few to wait.
func crowded(_, second context.Context, l net.Listener, _ check.Limits) error {
	defer l.Close()
	conn, err := l.(*net.TCPListener).SyscallConn()
	if err != nil {
		return err
	}
	conn.Control(func(fd uintptr) { err = syscall.Listen(int(fd), 0) })
	<-second.Done()
	return err
}

// A server at which clients wait in vain for a connection still listens. It isn't taken for one
// that refuses them, as it would be if the last attempt to connect had no time left.
func TestConnectionThatTakesTooLongIsNotRefused(t *testing.T) {
	t.Parallel()
	cases := parse(t, "# After SIGTERM nobody can connect\n@ own server\nstop\nrefused b\n")
	result := play(t, check.InProcess(crowded), short, cases)[0]
	if result.Outcome != check.Fail || result.Reason != "after 200ms clients can still connect" {
		t.Errorf("got %s", result.Text(check.Style{}))
	}
}
