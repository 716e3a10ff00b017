package interop

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
)

// A client may send a pipeline of many megabytes before it reads the first reply, and
// gets all of them.
func TestWholePipelineIsSentBeforeTheFirstReplyIsRead(t *testing.T) {
	const commands = 600_000
	value := strings.Repeat("v", 1000)
	for _, start := range []func(testing.TB, ...string) *server{startFinal, startRedis} {
		s := start(t)
		t.Run(s.name, func(t *testing.T) {
			conn := s.dial()
			conn.SetDeadline(time.Now().Add(2 * time.Minute))
			in := bufio.NewReaderSize(conn, 1<<20)
			sent := fmt.Sprintf("SET k %s\r\n", value) + strings.Repeat("*2\r\n$3\r\nGET\r\n$1\r\nk\r\n", commands)
			if _, err := io.WriteString(conn, sent); err != nil {
				t.Fatal(err)
			}
			want := fmt.Sprintf("+OK\r\n$%d\r\n%s\r\n", len(value), value)
			for i := range commands {
				got := make([]byte, len(want))
				if _, err := io.ReadFull(in, got); err != nil || string(got) != want {
					t.Fatalf("reply %d: %q, %v", i, got, err)
				}
				want = strings.TrimPrefix(want, "+OK\r\n")
			}
		})
	}
}
