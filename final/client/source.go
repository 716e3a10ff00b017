package client

import (
	"errors"
	"net"
	"os"
	"time"
)

// A source is the receiving half of a connection, as a resp.ReplyReader reads it.
// It notices when nothing arrives.
type source struct {
	conn     net.Conn
	received int64 // bytes in all

	// timeout is the length of a silence, not positive for no limit. After each,
	// quiet is called; its error ends the connection.
	timeout time.Duration
	quiet   func() error
}

// Read reads from the connection. A silence is not an error of Read by itself,
// because a ReplyReader cannot go on after one in the middle of a reply.
func (s *source) Read(b []byte) (int, error) {
	for {
		if s.timeout > 0 {
			s.conn.SetReadDeadline(time.Now().Add(s.timeout))
		}
		n, err := s.conn.Read(b)
		s.received += int64(n)
		if n > 0 || s.timeout <= 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
			return n, err
		}
		if err := s.quiet(); err != nil {
			return 0, err
		}
	}
}
