package check_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"mini-redis/final/check"
)

// counting is a server that answers each client once, with the number of those that have
// connected so far, or if reply says so, with something else or nothing.
func counting(reply func(n int64) string) (check.Target, *atomic.Int64) {
	var clients atomic.Int64
	return check.InProcess(func(ctx, _ context.Context, l net.Listener, _ check.Limits) error {
		context.AfterFunc(ctx, func() { l.Close() })
		for {
			conn, err := l.Accept()
			if err != nil {
				return nil
			}
			n := clients.Add(1)
			go func() {
				defer conn.Close()
				var b [4096]byte
				conn.Read(b[:])
				io.WriteString(conn, reply(n))
				io.Copy(io.Discard, conn)
			}()
		}
	}), &clients
}

func number(n int64) string { return fmt.Sprintf(":%d\r\n", n) }

// A case that has to pass each time is played until it fails, with other clients each time.
func TestCaseThatIsRepeated(t *testing.T) {
	for _, test := range []struct {
		last    int
		clients int64
		text    string
	}{{5, 5, ""}, {3, 4, "    time 4 of 5\n    a> PING\n"}} {
		target, clients := counting(number)
		result := play(t, target, hang, parse(t, fmt.Sprintf("# A case\n@ 5 times\n> PING\n< :1..%d\n", test.last)))[0]
		if text := result.Text(check.Style{}); clients.Load() != test.clients || (result.Outcome == check.Pass) != (test.text == "") || !strings.Contains(text, test.text) {
			t.Errorf("%d clients\n%s", clients.Load(), text)
		}
	}
}

// One that has to pass once is played until it does, and not again when nothing comes.
func TestCaseThatHasTriesLeft(t *testing.T) {
	t.Parallel()
	silent := func(n int64) string { return strings.Repeat(number(n), int(2-min(n, 2))) }
	for _, test := range []struct {
		reply   func(int64) string
		timeout time.Duration
		want    string
		clients int64
		outcome check.Outcome
	}{
		{number, hang, ":3", 3, check.Pass},
		{number, hang, ":7", 5, check.Fail},
		{silent, vain, ":3", 3, check.Fail}, // the third asks whether others are served
	} {
		target, clients := counting(test.reply)
		result := play(t, target, test.timeout, parse(t, "# A case\n@ once in 5 tries\n> PING\n< "+test.want+"\n"))[0]
		if result.Outcome != test.outcome || clients.Load() != test.clients {
			t.Errorf("%d clients\n%s", clients.Load(), result.Text(check.Style{}))
		}
	}
}

// A line of several clients is played for each of them, in their order.
func TestLineOfSeveralClients(t *testing.T) {
	target, clients := counting(number)
	result := play(t, target, hang, parse(t, "# A case\nc-f> PING\nc-f< :1..4\nclose c-f\nf> PING\nf< :6\n"))[0]
	want := []string{"c-f> PING", "c-f< :1..4", "close c-f", "f> PING"}
	if !slices.Equal(result.Said, want) || clients.Load() != 5 {
		t.Errorf("got %q of %d clients", result.Said, clients.Load())
	}
	target, _ = counting(number)
	result = play(t, target, hang, parse(t, "# A case\nc-f> PING\nc-f< :1..3\n"))[0]
	want = []string{"c-f> PING", "c-e< :1..3"}
	if !slices.Equal(result.Said, want) || result.Reason != "client f: another reply came" {
		t.Errorf("got %q, %s", result.Said, result.Reason)
	}
}

// After any number of replies the first that is another one is left to the next line.
func TestManyReplies(t *testing.T) {
	t.Parallel()
	for reply, want := range map[string]check.Outcome{
		"+OK\r\n":                      check.Pass,
		"+PONG\r\n+PONG\r\n+OK\r\n":    check.Pass,
		"+PONG\r\n+PING\r\n+OK\r\n":    check.Fail,
		"+OK\r\n+PONG\r\n":             check.Fail,
		"+PONG\r\n+PO":                 check.Fail,
		strings.Repeat("+PONG\r\n", 9): check.Fail,
	} {
		cases := parse(t, "# A case\n> PING\n< many +PONG\n< +OK\n")
		if result := play(t, canned(reply, true), hang, cases)[0]; result.Outcome != want || want == check.Fail && result.Line != 4 {
			t.Errorf("%q: %s", reply, result.Text(check.Style{}))
		}
	}
}

// In a line that is repeated, {n} is another number each time, in what is sent and in what
// is expected.
func TestCounter(t *testing.T) {
	const numbers = `< raw "$1\r\n1\r\n$1\r\n2\r\n$1\r\n3\r\n"` + "\n"
	for _, lines := range []string{
		"> 3 times ECHO {n}\n" + numbers,
		"> 3 times raw \"ECHO {n}\\r\\n\"\n" + numbers,
		"> raw \"ECHO 1\\r\\nECHO 2\\r\\nECHO 3\\r\\n\"\n< 3 times \"{n}\"\n",
	} {
		if result := play(t, ladder()[1], hang, parse(t, "# A case\n"+lines))[0]; result.Outcome != check.Pass {
			t.Errorf("%s", result.Text(check.Style{}))
		}
	}
}

// A reset is an end of the connection, but no clean one.
func TestCleanEnd(t *testing.T) {
	t.Parallel()
	resets := check.InProcess(func(ctx, _ context.Context, l net.Listener, _ check.Limits) error {
		context.AfterFunc(ctx, func() { l.Close() })
		for {
			conn, err := l.Accept()
			if err != nil {
				return nil
			}
			var b [1]byte
			conn.Read(b[:])
			conn.(*net.TCPConn).SetLinger(0)
			conn.Close()
		}
	})
	cases := parse(t, "# Closed\n> PING\n< closed\n# Closed cleanly\n> PING\n< closed cleanly\n")
	for want, target := range map[string]check.Target{"the connection was reset": resets, "": canned("", true)} {
		results := play(t, target, hang, cases)
		if results[0].Outcome != check.Pass || results[1].Reason != want {
			t.Errorf("got %q, want %q", results[1].Reason, want)
		}
	}
}
