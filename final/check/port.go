package check

import (
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
	"sync/atomic"
)

// The ports that servers get lie below those that systems give to clients, so
// that no connection takes one between the check that it is free and the start
// of the server.
const (
	firstPort = 10_000
	portCount = 20_000
)

// A portRange hands out ports. It begins anywhere and goes on in order: two
// servers that start at the same time never get the same.
type portRange struct{ next atomic.Uint32 }

func newPortRange() *portRange {
	r := &portRange{}
	r.next.Store(rand.Uint32N(portCount))
	return r
}

// free returns a port on 127.0.0.1 that nobody listens on.
func (r *portRange) free() (int, error) {
	var err error
	for range 100 {
		port := firstPort + int(r.next.Add(1)%portCount)
		var l net.Listener
		if l, err = net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port))); err == nil {
			return port, l.Close()
		}
	}
	return 0, fmt.Errorf("no port is free: %w", err)
}
