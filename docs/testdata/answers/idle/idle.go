// Package idle is the answer to step 1's exercise on clients that say nothing.
package idle

import (
	"net"
	"time"
)

// Timeout is how long a client may say nothing.
const Timeout = time.Second

// Echo sends back what conn receives, until nothing comes for Timeout.
func Echo(conn net.Conn) {
	buf := make([]byte, 4096)
	for {
		conn.SetReadDeadline(time.Now().Add(Timeout))
		n, err := conn.Read(buf)
		conn.Write(buf[:n])
		if err != nil {
			return
		}
	}
}
