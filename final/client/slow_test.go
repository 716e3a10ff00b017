package client

import (
	"fmt"
	"net"
	"strings"
	"testing"
	"testing/synctest"

	"mini-redis/final/resp"
)

// C9: a receiver that does not receive holds up the server, after a bounded number
// of messages, and later gets all of them.
func TestC9SlowReceiversHoldUpTheServer(t *testing.T) {
	for size, messages := range map[int]int{1: 2000, 100_000: 50} {
		synctest.Test(t, func(t *testing.T) {
			sent := 0
			c := connect(t, scripted(t, echoes, then(exchanges("+PONG\r\n", "*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n"), func(conn net.Conn) {
				out := resp.NewWriter(conn)
				for range messages {
					out.Array(3)
					out.BulkString("message")
					out.BulkString("a")
					out.BulkString(fmt.Sprint(sent, strings.Repeat(" ", size)))
					if out.Flush() != nil {
						return
					}
					sent++
				}
				stays(conn)
			})))
			s := subscribed(t, c, "a")
			synctest.Wait()
			// Beside the inbox there are 16 KB in the reply reader and a message in hand.
			if limit := min(maxEvents+resp.ReceiveBuffer/size, maxEvents+resp.ReceiveBuffer/30, maxEventBytes/size+1) + 2; sent > limit {
				t.Errorf("%d messages of %d bytes were read, want at most %d", sent, size, limit)
			}
			for i := range messages {
				receives(t, s, fmt.Sprint("a:", i, strings.Repeat(" ", size)))
			}
		})
	}
}
