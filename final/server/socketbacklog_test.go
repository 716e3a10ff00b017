package server

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"mini-redis/final/resp"
)

// Over a socket of the system, too, a client may write everything before it reads the
// first reply, end its half, and gets all replies in order: what the receiver reads
// meanwhile is what the reader would have read.
func TestSocketMayBeWrittenBeforeItsRepliesAreRead(t *testing.T) {
	const n, size = 200, 100_000 // more than the system keeps for either direction
	for network, address := range map[string]string{
		"tcp":  "127.0.0.1:0",
		"unix": socketPath(t),
	} {
		for _, test := range []struct{ first, reply, before string }{
			{"PING", "+PONG\r\n", ""},
			{"SUBSCRIBE a", "*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n", "*2\r\n$4\r\npong\r\n"},
		} {
			t.Run(network+" "+test.first, func(t *testing.T) {
				l, err := net.Listen(network, address)
				if err != nil {
					t.Fatal(err)
				}
				start(t, new(Server), l)
				nc, err := net.Dial(network, l.Addr().String())
				if err != nil {
					t.Fatal(err)
				}
				defer nc.Close()
				var sent, want bytes.Buffer
				sent.WriteString(test.first + "\r\n")
				want.WriteString(test.reply)
				for i := range n {
					text := strings.Repeat(string(rune('a'+i%26)), size)
					sent.Write(resp.AppendCommand(nil, "PING", text))
					fmt.Fprintf(&want, "%s$%d\r\n%s\r\n", test.before, size, text)
				}
				if _, err := nc.Write(sent.Bytes()); err != nil {
					t.Fatal(err)
				}
				nc.(interface{ CloseWrite() error }).CloseWrite()
				got, err := io.ReadAll(nc)
				if err != nil || !bytes.Equal(got, want.Bytes()) {
					t.Errorf("got %d bytes and %v, want %d, or others", len(got), err, want.Len())
				}
			})
		}
	}
}
