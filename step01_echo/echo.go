package echo

import (
	"io"
	"net"
)

// Echo sends back what conn receives until the client closes its sending half
// or the connection fails. An error needs no report: it says that the client
// has left, and nobody is there to be told.
func Echo(conn net.Conn) {
	io.Copy(conn, conn)
}
