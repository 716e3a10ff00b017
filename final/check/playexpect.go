package check

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"time"
)

// reply returns client's next reply, which is part of p.received. The caller
// consumes it. limit is about how long the reply should be, in bytes.
func (c *conversation) reply(p *peer, limit int) (frame, error) {
	deadline := c.until(c.timeout)
	limit += maxReply
	for {
		f, err := readFrame(p.received, 0, 0, limit)
		if !errors.Is(err, errIncomplete) {
			return f, err
		}
		if err := p.more(deadline, limit); err != nil {
			return f, err
		}
	}
}

// gather waits a moment for the rest of what goes wrong, to show it whole.
func (c *conversation) gather(p *peer) {
	deadline := c.until(20 * time.Millisecond)
	for len(p.received) < 200 && p.more(deadline, maxReply) == nil {
	}
}

func (a expectReply) play(c *conversation, client byte) *failure {
	p, f := c.peer(client)
	if f != nil {
		return f
	}
	for n := range a.times {
		got, err := c.reply(p, a.reply.size())
		at := 0
		if err == nil {
			at = a.reply.match(p.received, got, c.suffix)
		}
		if err != nil || at >= 0 {
			return c.unexpected(p, client, a.reply, got, at, err, n)
		}
		if n == 0 {
			c.note("%c< %s%s", client, times(a.times), show(got))
		}
		p.consume(got.end)
	}
	return nil
}

func (a expectAnyOrder) play(c *conversation, client byte) *failure {
	p, f := c.peer(client)
	if f != nil {
		return f
	}
	left := a.replies
	for n := range a.replies {
		got, err := c.reply(p, pattern{items: left}.size())
		ok := false
		if err == nil {
			left, ok = take(left, p.received, got, c.suffix)
		}
		if !ok {
			f := c.unexpected(p, client, pattern{kind: anyKind}, got, 0, err, n)
			f.want = c.fresh(expectAnyOrder{left}.String())
			if err == nil {
				f.cause = "it is none of the replies that are expected here"
			}
			return f
		}
		c.note("%c< %s", client, show(got))
		p.consume(got.end)
	}
	return nil
}

func (a expectEventually) play(c *conversation, client byte) *failure {
	p, f := c.peer(client)
	if f != nil {
		return f
	}
	deadline := c.until(c.timeout)
	for {
		got, err := c.reply(p, a.reply.size())
		if err != nil {
			return c.unexpected(p, client, a.reply, got, 0, err, 0)
		}
		at := a.reply.match(p.received, got, c.suffix)
		if at < 0 {
			c.note("%c< %s", client, show(got))
			p.consume(got.end)
			return nil
		}
		if time.Now().After(deadline) {
			f := c.unexpected(p, client, a.reply, got, at, nil, 0)
			f.problem = fmt.Sprintf("even after %v the reply is another one", c.timeout)
			return f
		}
		p.consume(got.end)
		c.sleep(20 * time.Millisecond)
		p.send(c.last[client].bytes(c.suffix), 1)
	}
}

func (a expectRaw) play(c *conversation, client byte) *failure {
	p, f := c.peer(client)
	if f != nil {
		return f
	}
	want := []byte(joinPieces(a.pieces, c.suffix))
	deadline := c.until(c.timeout)
	for right := 0; right < len(want); { // the bytes that came and are right
		now := min(len(p.received), len(want))
		if at := firstDifference(want[right:now], p.received, right, now); at >= 0 {
			c.gather(p)
			f := &failure{problem: "other bytes came", cause: causeOfBytes(want, p.received)}
			f.want, _ = window(want, at)
			f.got, f.caret = window(p.received, at)
			return f
		}
		if right = now; right == len(want) {
			break
		}
		if err := p.more(deadline, len(want)); err != nil {
			f := c.broken(p, err)
			f.want, _ = window(want, right)
			f.got, f.caret = window(p.received, right)
			if f.silent {
				f.cause = causeOfBytes(want, p.received)
			}
			return f
		}
	}
	c.note("%c< raw %s", client, quote(clip(string(want))))
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
		err := p.more(deadline, maxReply)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			return &failure{
				problem: fmt.Sprintf("the connection is still open after %v", c.timeout), want: "closed", got: "nothing", caret: -1,
				cause: "the server should have closed the connection here", silent: true,
			}
		}
		if err != nil {
			c.note("%c< closed", client)
			return nil
		}
	}
	c.gather(p)
	f = &failure{problem: "something came before the end of the connection", want: "closed", cause: "the server still talks on a connection that it should just have closed"}
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
		err := p.more(deadline, maxReply)
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
	f := &failure{problem: "something came where nothing was due", want: want}
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
