package interop

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// An input is what a client sends, not always RESP.
type input struct {
	bytes string
	cuts  []int // where to cut it, in order; each part is a write of its own

	// stuck: it may promise more than [tail] holds, or has a NUL, behind which
	// redis-server finds no end of the line. So the server may wait for ever, and the
	// client ends its half to see what was answered before.
	stuck bool
}

func (in input) String() string {
	return fmt.Sprintf("%.400q (%d bytes), cut at %d", in.bytes, len(in.bytes), in.cuts)
}

func (in input) GoString() string { return in.String() }

// tail follows each input: lines that are answered with an error each while the
// connection is open, whether or not the client has authenticated. Their numbers
// tell how many were taken for something else.
func tail() string {
	var b strings.Builder
	b.WriteString("\r\n")
	for i := range 50 {
		fmt.Fprintf(&b, "tail-%d\r\n", i)
	}
	b.WriteString(lastOfTail + "\r\n")
	return b.String()
}

const lastOfTail = "tail-end"

// answer returns all that a server answers to an input and the tail, and how it
// ended: "open" if it answered the last line, "closed" if the connection ended
// before; in that case by the server, unless the input is stuck.
func answer(s *server, in input) (all, end string, err error) {
	nc, err := net.Dial("tcp", s.addr)
	if err != nil {
		return "", "", err
	}
	defer nc.Close()
	conn := nc.(*net.TCPConn)
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	var sending sync.WaitGroup
	sending.Go(func() {
		from := 0
		for _, cut := range append(slices.Clone(in.cuts), len(in.bytes)) {
			io.WriteString(conn, in.bytes[from:cut]) // an error: the server has closed
			from = cut
		}
		io.WriteString(conn, tail())
		if in.stuck {
			conn.CloseWrite()
		}
	})
	defer sending.Wait()
	var got bytes.Buffer
	for chunk := make([]byte, 1<<16); ; {
		n, err := conn.Read(chunk)
		got.Write(chunk[:n])
		switch {
		case bytes.Contains(got.Bytes(), []byte("'"+lastOfTail+"'")):
			return got.String(), "open", nil
		case errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET):
			return got.String(), "closed", nil
		case err != nil:
			return "", "", fmt.Errorf("%s neither closes nor answers %v: %w", s.name, in, err)
		}
	}
}

// compareAnswers puts both servers, their keys removed, through an input.
func compareAnswers(t rapid.TB, redis, final *server, flush string, in input) {
	t.Helper()
	in.bytes = flush + in.bytes
	in.cuts = slices.Clone(in.cuts)
	for i := range in.cuts {
		in.cuts[i] += len(flush)
	}
	a, endA, err := answer(redis, in)
	if err != nil {
		t.Fatal(err)
	}
	b, endB, err := answer(final, in)
	if err != nil {
		t.Fatal(err)
	}
	a, b = withoutID(a), withoutID(b)
	if a != b || endA != endB {
		t.Fatalf("%v\n%s\nredis: %s, final: %s", in, apart(a, b), endA, endB)
	}
}

const (
	password = "sesame"
	flush    = "FLUSHALL\r\n"
)

// pair is two servers for raw input; with a password if locked.
func pair(t *testing.T, other func(testing.TB, ...string) *server, locked bool) (redis, final *server) {
	if locked {
		return startRedis(t, "--requirepass", password), other(t, "--requirepass", password)
	}
	return startRedis(t), other(t)
}

// Malformed, split and oversized input has the same bytes as answer and leaves the
// connection open or closed as redis-server does; replies to commands in front of
// the fault arrive.
func TestRawProtocolIsThatOfRedis(t *testing.T) {
	for _, locked := range []bool{false, true} {
		t.Run(fmt.Sprintf("locked=%t", locked), func(t *testing.T) {
			redis, final := pair(t, startFinal, locked)
			for _, in := range faults() {
				t.Run(fmt.Sprintf("%.40q", in.bytes), func(t *testing.T) { compareAnswers(t, redis, final, flush, in) })
			}
			for i := range volume(10) {
				t.Run(fmt.Sprint(i), rapid.MakeCheck(func(t *rapid.T) { compareAnswers(t, redis, final, flush, inputs(locked).Draw(t, "input")) }))
			}
		})
	}
}

// The limits that CONFIG SET can change hold for the next command, to the byte for
// proto-max-bulk-len. client-query-buffer-limit is on a whole command in final and on
// its unparsed rest in Redis, so none here reaches it.
func TestRawProtocolLimitsAtRunTimeAreThoseOfRedis(t *testing.T) {
	redis, final := pair(t, startFinal, false)
	const lower = "CONFIG SET proto-max-bulk-len 1mb client-query-buffer-limit 1mb\r\n"
	for _, in := range []input{
		{bytes: lower + "*2\r\n$4\r\nECHO\r\n$1048577\r\n"},
		{bytes: lower + "*1\r\n$1048576\r\nabc", stuck: true},
		{bytes: lower + "*1\r\n$3\r\nfoo\r\n*1\r\n$1048577\r\n"},
		{bytes: "CONFIG SET proto-max-bulk-len 512mb client-query-buffer-limit 1gb\r\n*2\r\n$4\r\nECHO\r\n$1048577\r\n" + strings.Repeat("x", 1048577) + "\r\n"},
	} {
		compareAnswers(t, redis, final, flush, in)
	}
}

// Two redis-servers answer raw input alike: nothing in it depends on how the bytes
// arrive.
func TestRawProtocolOfRedisEqualsItself(t *testing.T) {
	for _, locked := range []bool{false, true} {
		redis, other := pair(t, startRedis, locked)
		for _, in := range faults() {
			compareAnswers(t, redis, other, flush, in)
		}
		for range volume(2) {
			rapid.Check(t, func(t *rapid.T) { compareAnswers(t, redis, other, flush, inputs(locked).Draw(t, "input")) })
		}
	}
}
