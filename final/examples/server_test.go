package examples_test

import (
	"fmt"
	"math/rand/v2"
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"mini-redis/final/client"
	"mini-redis/final/server"
	"mini-redis/final/servertest"
)

// serve starts s on a loopback port and returns the address. The test's end, or stop,
// stops it.
func serve(t *testing.T, s *server.Server) (addr string, stop func()) {
	t.Helper()
	var failure error
	for range 100 {
		// Below the ports that systems hand out by themselves, so that no connection
		// takes the port while a test has no server on it, and beside those of the other
		// packages' tests, so that no server does.
		addr := fmt.Sprintf("127.0.0.1:%d", 25000+rand.IntN(5000))
		l, err := net.Listen("tcp", addr)
		if err == nil {
			return addr, servertest.Serve(t, l, s).Close
		}
		failure = err
	}
	t.Fatal(failure)
	return "", nil
}

// serveAgain is serve on an address whose server has been stopped.
func serveAgain(t *testing.T, addr string, s *server.Server) {
	t.Helper()
	l, err := net.Listen("tcp", addr)
	require.NoError(t, err)
	servertest.Serve(t, l, s)
}

// dial returns a client of the server at addr.
func dial(t *testing.T, addr string) *client.Client {
	t.Helper()
	c, err := client.Dial(t.Context(), addr, client.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { c.Close() })
	return c
}
