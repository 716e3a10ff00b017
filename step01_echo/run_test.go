package echo

import (
	"context"
	"net"
	"testing"
)

// Run reports a port that is taken, and does not call serve.
func TestRunReportsATakenPort(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	err = Run(taken.Addr().String(), func(context.Context, net.Listener) error {
		t.Error("serve was called")
		return nil
	})
	if err == nil {
		t.Error("got no error")
	}
}
