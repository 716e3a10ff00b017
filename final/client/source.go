package client

import (
	"errors"
	"net"
	"os"
	"time"

	"mini-redis/final/resp"
)

// readAhead is how far a resp.ReplyReader's buffer may reach beyond the reply that
// it reads, in bytes.
const readAhead = resp.ReceiveBuffer

// A source is the receiving half of a connection, as a resp.ReplyReader reads it.
// It bounds the length of a reply and notices when nothing arrives.
type source struct {
	conn   net.Conn
	max    int // Options.MaxReplyLen
	budget int // bytes that the current reply may still take

	received int64 // bytes in all

	// timeout is the length of a silence, not positive for no limit. After each,
	// quiet is called; its error ends the connection.
	timeout time.Duration
	quiet   func() error
}

// begin starts the next reply.
func (s *source) begin() { s.budget = s.max + readAhead }

// Read reads from the connection. A silence is not an error of Read by itself,
// because a ReplyReader cannot go on after one in the middle of a reply.
func (s *source) Read(b []byte) (int, error) {
	if s.budget <= 0 {
		return 0, ErrReplyTooLong
	}
	b = b[:min(len(b), s.budget)]
	for {
		if s.timeout > 0 {
			s.conn.SetReadDeadline(time.Now().Add(s.timeout))
		}
		n, err := s.conn.Read(b)
		s.budget -= n
		s.received += int64(n)
		if n > 0 || s.timeout <= 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
			return n, err
		}
		if err := s.quiet(); err != nil {
			return 0, err
		}
	}
}
