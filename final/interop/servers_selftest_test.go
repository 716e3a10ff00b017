package interop

import (
	"bufio"
	"io"
	"testing"
)

// Both servers start, answer and stop.
func TestServersStartAndStop(t *testing.T) {
	for _, start := range []func(testing.TB, ...string) *server{startRedis, startFinal} {
		s := start(t)
		conn := s.dial()
		io.WriteString(conn, "PING\r\n")
		line, err := bufio.NewReader(conn).ReadString('\n')
		if line != "+PONG\r\n" || err != nil {
			t.Errorf("%s answered %q, %v", s.name, line, err)
		}
		conn.Close()
		s.stop()
		if s.err != nil {
			t.Errorf("%s ended with %v", s.name, s.err)
		}
	}
}
