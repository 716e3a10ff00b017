package main

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"mini-redis/final/resp"
)

// receiveAll returns what a link whose replies may have 100,000 bytes makes of a stream
// of them, and how many bytes it took.
func receiveAll(t *testing.T, replies ...string) (got []resp.Reply, n int64, err error) {
	t.Helper()
	near, far := net.Pipe()
	defer near.Close()
	sent := make(chan int64, 1)
	go func() {
		n, _ := io.Copy(far, strings.NewReader(strings.Join(replies, "")))
		far.Close()
		sent <- n
	}()
	l := newLink(near)
	l.replies.MaxReplyLen = 100_000
	for {
		reply, err := l.receive()
		if err != nil {
			near.Close()
			return got, <-sent, err
		}
		got = append(got, reply)
	}
}

// The length of one reply is limited, that of all is not.
func TestReplyIsLimited(t *testing.T) {
	bulkOf := func(n int) string { return fmt.Sprintf("$%d\r\n%s\r\n", n, strings.Repeat("x", n)) }
	if got, _, err := receiveAll(t, bulkOf(90_000), bulkOf(90_000), "+OK\r\n", bulkOf(90_000)); len(got) != 4 || err != io.EOF {
		t.Errorf("short replies: got %d, %v, want 4 and the end", len(got), err)
	}
	for name, long := range map[string]string{
		"one string": bulkOf(1_000_000),
		"elements":   "*300000\r\n" + strings.Repeat("_\r\n", 300_000),
		"empty":      "*300000\r\n" + strings.Repeat("*0\r\n", 300_000),
		"attributes": strings.Repeat("|1\r\n_\r\n_\r\n", 100_000),
	} {
		got, n, err := receiveAll(t, "+OK\r\n", long)
		if len(got) != 1 || err != errReplyTooLong || n > 100_000+2*resp.ReceiveBuffer {
			t.Errorf("%s: got %d replies out of %d bytes, %v, want 1 and %v", name, len(got), n, err, errReplyTooLong)
		}
	}
}
