package check

import (
	"errors"
	"fmt"
	"time"
)

// reply returns client's next reply, which is part of p.received. The caller
// consumes it. limit is about how long the reply should be, in bytes.
func (c *conversation) reply(p *peer, limit int) (frame, error) {
	begin := time.Now()
	limit += maxReply
	for {
		f, err := readFrame(p.received, 0, 0, limit)
		if !errors.Is(err, errIncomplete) {
			return f, err
		}
		if err := c.more(p, c.since(begin, c.replyTimeout()), limit); err != nil {
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
		want := a.reply.numbered(n + 1)
		got, err := c.reply(p, want.size())
		at := 0
		if err == nil {
			at = want.match(p.received, got, c.suffix)
		}
		if err != nil || at >= 0 {
			return c.unexpected(p, client, want, got, at, err, n)
		}
		if n == 0 {
			c.note("%c< %s%s", client, times(a.times), show(got))
		}
		p.consume(got.end)
	}
	return nil
}

// The reply that is another one, or why there is none, is for the next line.
func (a expectMany) play(c *conversation, client byte) *failure {
	p, f := c.peer(client)
	if f != nil {
		return f
	}
	for n := 0; ; n++ {
		got, err := c.reply(p, a.reply.size())
		if err != nil || a.reply.match(p.received, got, c.suffix) >= 0 {
			c.note("%c< %d times %s", client, n, c.fresh(a.reply.String()))
			return nil
		}
		p.consume(got.end)
	}
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
	c.first = c.timeout // it is about time
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
		p.send(c.last[client].bytes(c.suffix), 1, false)
	}
}
