package framing

import (
	"bytes"
	"io"
	"net"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// A recorder is a connection whose input was all sent before the first reply is
// read. It counts calls: each would be a system call on a real connection.
type recorder struct {
	net.Conn      // nil: nothing else is called
	input         io.Reader
	output        bytes.Buffer
	reads, writes int
	beforeRead    func() // called by Read, if set
}

func (r *recorder) Read(p []byte) (int, error) {
	r.reads++
	if r.beforeRead != nil {
		r.beforeRead()
	}
	return r.input.Read(p)
}

func (r *recorder) Write(p []byte) (int, error) {
	r.writes++
	return r.output.Write(p)
}

// I5: 20,000 commands in one go are answered in order, in few writes.
//
// How few follows from the buffers of 4 KB: Read is called once for each 4 KB of
// input and once for its end, and flushes at most one write each time. Besides
// those, a write happens only when 4 KB of replies are full.
func TestPipelineIsAnsweredInOrderAndInFewWrites(t *testing.T) {
	const buffer = 4096
	var input, want strings.Builder
	for i := range 10_000 {
		number := strconv.Itoa(i)
		input.WriteString(encode(t, asFrame([]string{"PING"}), asFrame([]string{"ECHO", number})))
		want.WriteString(encode(t, SimpleString("PONG"), Bulk(number)))
	}
	conn := &recorder{input: strings.NewReader(input.String())}
	ServeConn(conn, Commands())
	if got := conn.output.String(); got != want.String() {
		t.Fatalf("got %d bytes of replies, %.60q…, want %d, %.60q…", len(got), got, want.Len(), want.String())
	}
	maxReads := (input.Len()+buffer-1)/buffer + 1
	maxWrites := maxReads + want.Len()/buffer
	if conn.reads > maxReads || conn.writes > maxWrites {
		t.Errorf("%d reads and %d writes, want at most %d and %d", conn.reads, conn.writes, maxReads, maxWrites)
	}
	t.Logf("20,000 replies in %d writes", conn.writes)
}

// I5: whenever the server waits for input, it has written the replies to all
// commands that have arrived in full. So no client waits for a reply that waits
// for the client.
func TestRepliesAreOutBeforeTheServerWaits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type point struct{ input, replies int } // so many bytes ask for so many
		var input, replies string
		var points []point
		length := rapid.SampledFrom([]int{1, 10, 5000})
		for _, n := range rapid.SliceOfN(length, 1, 20).Draw(t, "lengths") {
			message := strings.Repeat("x", n)
			input += encode(t, asFrame([]string{"ECHO", message}))
			replies += encode(t, Bulk(message))
			points = append(points, point{len(input), len(replies)})
		}
		stream := &pieces{data: input, sizes: drawSizes(t)}
		conn := &recorder{input: stream}
		owed := 0
		conn.beforeRead = func() {
			arrived := len(input) - len(stream.data)
			for len(points) > 0 && points[0].input <= arrived {
				owed, points = points[0].replies, points[1:]
			}
			if got := conn.output.Len(); got != owed {
				t.Fatalf("waits after %d bytes of input with %d bytes of replies written, want %d", arrived, got, owed)
			}
		}
		ServeConn(conn, Commands())
		require.Equal(t, replies, conn.output.String())
	})
}

// I5: the first half of a command doesn't hold back the replies to those before
// it. A client may well wait for them before it sends the rest.
func TestHalfACommandDelaysNoReply(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t, Commands())
		c.send("PING\r\n*2\r\n$4\r\nECHO\r\n$1\r\n1\r\n*2\r\n$4\r\nEC")
		c.want("+PONG\r\n$1\r\n1\r\n")
		c.send("HO\r\n$1\r\n2\r\nPI")
		c.want("$1\r\n2\r\n")
		c.send("NG\r\n")
		c.want("+PONG\r\n")
	})
}
