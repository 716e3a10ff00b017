package check

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"time"
)

func (a expectRaw) play(c *conversation, client byte) *failure {
	p, f := c.peer(client)
	if f != nil {
		return f
	}
	want := []byte(joinPieces(a.pieces, c.suffix))
	begin := time.Now()
	for right := 0; right < len(want); { // the bytes that came and are right
		now := min(len(p.received), len(want))
		if at := firstDifference(want[right:now], p.received, right, now); at >= 0 {
			c.gather(p)
			f := &failure{problem: "other bytes came", way: other, cause: causeOfBytes(want, p.received)}
			f.want, _ = window(want, at)
			f.got, f.caret = window(p.received, at)
			return f
		}
		if right = now; right == len(want) {
			break
		}
		if err := c.more(p, c.since(begin, c.replyTimeout()), len(want)); err != nil {
			f := c.broken(p, err)
			f.want, _ = window(want, right)
			if len(p.received) > 0 {
				f.got, f.caret = window(p.received, right)
			}
			if f.silent {
				f.cause = cmp.Or(c.causeOfOtherClient(p, client), causeOfBytes(want, p.received))
			}
			return f
		}
	}
	c.note("%c< raw %s", client, quoteShort(string(want)))
	p.consume(len(want))
	return nil
}

func (a expectClosed) play(c *conversation, client byte) *failure {
	p, f := c.peer(client)
	if f != nil {
		return f
	}
	deadline := c.until(c.timeout)
	for len(p.received) == 0 {
		err := c.more(p, deadline, maxReply)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			return &failure{
				problem: fmt.Sprintf("the connection is still open after %v", c.timeout), way: silent, want: "closed", got: "nothing", caret: -1,
				cause: "the server should have closed the connection here", silent: true,
			}
		}
		switch {
		case a.clean && err != nil && !errors.Is(err, io.EOF):
			f := &failure{
				problem: "the connection was reset", way: closed, want: "the end of what the server sends", got: "a reset", caret: -1,
				cause: "a server that closes a connection before it has read all the input resets it: what it sent last may be lost on the way",
			}
			c.blameEnd(f, c.endShows)
			return f
		case err != nil:
			c.note("%c< %s", client, a)
			return nil
		}
	}
	c.gather(p)
	f = &failure{problem: "something came before the end of the connection", way: more, want: "closed", cause: "the server still talks on a connection that it should just have closed"}
	f.got, f.caret = window(p.received, 0)
	return f
}

func (a expectNothing) play(c *conversation, client byte) *failure {
	p, f := c.peer(client)
	if f != nil {
		return f
	}
	deadline := c.until(a.wait)
	for len(p.received) == 0 {
		err := c.more(p, deadline, maxReply)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			c.note("%c< nothing for %v", client, a.wait)
			return nil
		}
		if err != nil {
			f := c.broken(p, err)
			f.want = fmt.Sprintf("nothing for %v, on an open connection", a.wait)
			return f
		}
	}
	return c.surplus(p, fmt.Sprintf("nothing for %v", a.wait))
}

// surplus is the failure of a server that has sent what it shouldn't have.
func (c *conversation) surplus(p *peer, want string) *failure {
	c.gather(p)
	f := &failure{problem: "something came where nothing was due", way: more, want: want}
	f.got, f.caret = window(p.received, 0)
	f.cause = "your server sent more than was asked for"
	return f
}

// leftovers looks for replies that no line has expected, of clients that still
// listen.
func (c *conversation) leftovers() *failure {
	for _, client := range slices.Sorted(maps.Keys(c.peers)) {
		p := c.peers[client]
		if len(p.received) == 0 {
			p.more(time.Now().Add(time.Millisecond), maxReply)
		}
		if len(p.received) > 0 {
			return c.surplus(p, fmt.Sprintf("nothing more for client %c", client))
		}
	}
	return nil
}
