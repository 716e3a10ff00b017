package client

import (
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"mini-redis/final/resp"
)

// C7: whatever a server sends instead of replies, callers in flight get an error
// that says so, and the next caller a connection that works.
func TestC7LiesEndTheConnection(t *testing.T) {
	asProtocol := func(err error) bool {
		_, ok := errors.AsType[*resp.ProtocolError](err)
		return ok
	}
	is := func(target error) func(error) bool {
		return func(err error) bool { return errors.Is(err, target) }
	}
	for name, lie := range map[string]struct {
		sent string
		want func(error) bool
	}{
		"garbage":         {"hello\r\n", asProtocol},
		"negative length": {"$-5\r\n", asProtocol},
		"absurd length":   {"$99999999999999\r\n", asProtocol},
		"absurd array":    {"*2147483648\r\n", asProtocol},
		"bad number":      {":12x\r\n", asProtocol},
		"wrong end":       {"$1\r\nabc", asProtocol},
		"endless line":    {"+" + strings.Repeat("x", 90<<10), asProtocol},
		"deep nesting":    {strings.Repeat("*1\r\n", 10000), asProtocol},
		"cut bulk":        {"$5\r\nab", is(io.ErrUnexpectedEOF)},
		"cut array":       {"*3\r\n:1\r\n", is(io.ErrUnexpectedEOF)},
		"hang up":         {"", is(io.EOF)},
		"long value":      {"$1001\r\n", asProtocol},
		"long reply":      {"*2147483647\r\n" + strings.Repeat(":1\r\n", 100_000), is(ErrReplyTooLong)},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := scripted(t, then(greets, takes(2), says(lie.sent)), echoes)
				o.MaxBulkLen, o.MaxReplyLen = 1000, 100_000
				c := connect(t, o)
				var callers sync.WaitGroup
				for range 2 {
					callers.Go(func() {
						if _, err := c.Do(t.Context(), "ECHO", "x"); !errors.Is(err, ErrUnknownOutcome) || !lie.want(err) {
							t.Errorf("got %v", err)
						}
					})
				}
				callers.Wait()
				if got, err := c.bulk(t.Context(), "ECHO", "after"); got != "after" || err != nil {
					t.Errorf("on the next connection: got %q, %v", got, err)
				}
			})
		})
	}
}

func TestC7RepliesThatNobodyAskedForReachNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t, scripted(t, then(greets, says("$5\r\nlying\r\n"), stays), echoes))
		synctest.Wait()
		if got, err := c.bulk(t.Context(), "ECHO", "mine"); got != "mine" || err != nil {
			t.Errorf("got %q, %v", got, err)
		}
	})
}

func TestPushMessagesAnswerNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := scripted(t, answers("%1\r\n$5\r\nproto\r\n:3\r\n", ">1\r\n+x\r\n$1\r\n1\r\n>0\r\n", "$1\r\n2\r\n"))
		o.Protocol = 3
		c := connect(t, o)
		for _, want := range []string{"1", "2"} {
			if got, err := c.Get(t.Context(), "a"); got != want || err != nil {
				t.Errorf("got %q, %v, want %q", got, err, want)
			}
		}
	})
}

// A server that answers before it has the whole command must not lead to another
// command's bytes in its place.
func TestEarlyRepliesLeaveAloneWhatIsBeingWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		received := make(chan string, 1)
		c := connect(t, scripted(t, then(greets, func(conn net.Conn) {
			var all []byte
			piece := make([]byte, maxBatch)
			n, _ := io.ReadFull(conn, piece)
			all = append(all, piece[:n]...)
			io.WriteString(conn, "+OK\r\n")
			synctest.Wait() // the caller is back, and so is the next one
			n, _ = io.ReadFull(conn, piece)
			all = append(all, piece[:n]...)
			received <- string(all)
		}, stays)))
		if err := c.Set(t.Context(), "a", strings.Repeat("x", 4*maxBatch)); err != nil {
			t.Fatal(err)
		}
		for range 10 { // a sync.Pool may lose what it is given
			go c.Set(t.Context(), "a", strings.Repeat("y", 4*maxBatch))
		}
		if got := <-received; strings.Contains(got, "y") {
			t.Error("another value got into the command")
		}
	})
}
