package check

import (
	"strings"
	"time"
)

func (a dial) play(c *conversation, client byte) *failure {
	_, f := c.peer(client)
	c.note("   client %c connects", client)
	return f
}

func (a closeConn) play(c *conversation, client byte) *failure {
	c.note("   client %c closes its connection", client)
	if p := c.peers[client]; p != nil {
		p.close()
		delete(c.peers, client)
	}
	return nil
}

func (a endSending) play(c *conversation, client byte) *failure {
	p, f := c.peer(client)
	if f != nil {
		return f
	}
	c.note("   client %c ends its half of the connection", client)
	p.closeWrite() // a connection that is broken shows when it is read
	return nil
}

func (a pause) play(c *conversation, _ byte) *failure {
	c.note("   %v pass", a.wait)
	return c.sleep(a.wait)
}

// sleep returns after d, or early when the run is over.
func (c *conversation) sleep(d time.Duration) *failure {
	select {
	case <-time.After(d):
	case <-c.ctx.Done():
	}
	return nil
}

func (a send) play(c *conversation, client byte) *failure {
	p, f := c.peer(client)
	if f != nil {
		return f
	}
	c.last[client] = a
	c.note("%c> %s", client, c.fresh(a.String()))
	c.send(p, a.words, a.times, a.meanwhile, a.appendTo)
	return nil
}

// send sends what appendTo appends, which it is asked for times times.
func (c *conversation) send(p *peer, words []word, times int, meanwhile bool, appendTo func(b []byte, n int, suffix string) []byte) {
	if !isCounted(words) {
		p.send(appendTo(nil, 1, c.suffix), times, meanwhile)
		return
	}
	var all []byte
	for n := range times {
		all = appendTo(all, n+1, c.suffix)
	}
	p.send(all, 1, meanwhile)
}

func (a sendRaw) play(c *conversation, client byte) *failure {
	p, f := c.peer(client)
	if f != nil {
		return f
	}
	c.note("%c> %s", client, c.fresh(a.String()))
	c.send(p, a.pieces, a.times, a.meanwhile, a.appendTo)
	return nil
}

// fresh returns a line with its marks replaced.
func (c *conversation) fresh(text string) string { return strings.ReplaceAll(text, mark, c.suffix) }

func joinPieces(pieces []word, suffix string) string {
	var b strings.Builder
	for _, piece := range pieces {
		b.WriteString(piece.bytes(suffix))
	}
	return b.String()
}
