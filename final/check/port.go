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
	portCount = 10_000
)

// A portRange hands out ports. It begins anywhere and goes on in order.
type portRange struct{ next atomic.Uint32 }

func newPortRange() *portRange {
	r := &portRange{}
	r.next.Store(rand.Uint32N(portCount))
	return r
}

// free returns a port on 127.0.0.1 that nobody listens on. Until release is called no other
// portRange, in whatever process, hands it out: the UDP port of that number is the
// token of who may listen on it.
func (r *portRange) free() (port int, release func(), err error) {
	for range 100 {
		port = firstPort + int(r.next.Add(1)%portCount)
		addr := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
		var token net.PacketConn
		if token, err = net.ListenPacket("udp", addr); err != nil {
			continue
		}
		var l net.Listener
		if l, err = net.Listen("tcp", addr); err == nil {
			l.Close()
			return port, func() { token.Close() }, nil
		}
		token.Close()
	}
	return 0, nil, fmt.Errorf("no port is free: %w", err)
}
