package check

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"mini-redis/final/resp"
)

// A conversation is a case while it is played.
type conversation struct {
	ctx      context.Context
	server   *server
	deadline time.Time     // of the whole case
	timeout  time.Duration // of one expectation
	first    time.Duration // of a reply while no client has got a byte
	endShows time.Duration // how long after a connection the end of its server may show
	suffix   string        // what marks stand for
	lines    []line
	at       int // the line that is played
	peers    map[byte]*peer
	last     map[byte]send // each client's last command
	said     []string      // what happened so far, line by line
	stopped  bool          // the server got SIGTERM
	heard    bool          // some client has got a byte
	crowd    []*peer       // further clients, without a name
}

// A failure is what is wrong with a server, at one line of a case.
type failure struct {
	problem string // in one sentence
	want    string // as in a spec file, or as bytes in quotes
	got     string // bytes in quotes
	caret   int    // where in got the first difference is, -1 for nowhere
	way     way
	cause   string
	certain bool // the cause was seen, not guessed
	named   bool // the cause is the one that the case names
	silent  bool // nothing came in time
	ended   bool // the server isn't there any more
	orphan  bool // … since before any client of this case had got a byte

	survived bool // a connection has ended, and the server hasn't

	skip string // why the case can't be played, "" for a failure
}

// end closes what connections are left.
func (c *conversation) end() {
	for _, p := range c.peers {
		p.close()
	}
	for _, p := range c.crowd {
		p.close()
	}
}

// play plays the lines one after the other, up to the first failure. The connections stay
// open, until end.
func (c *conversation) play() *failure {
	for c.at = range c.lines {
		if time.Now().After(c.deadline) {
			return &failure{problem: "the case takes too long", caret: -1, silent: true}
		}
		if f := c.playLine(c.lines[c.at]); f != nil {
			return c.explain(f)
		}
	}
	return c.explain(c.leftovers())
}

// explain gives f the cause that the case names for it, unless the cause was seen.
func (c *conversation) explain(f *failure) *failure {
	if f == nil || f.certain {
		return f
	}
	if text := c.lines[c.at].causeOf(f.way); text != "" {
		f.cause, f.named = text, true
	}
	return f
}

// playLine plays l for each of its clients. What several did becomes one line of what happened.
func (c *conversation) playLine(l line) *failure {
	if l.client == l.last {
		return l.action.play(c, l.client)
	}
	start, all := len(c.said), l
	for client := l.client; client <= l.last; client++ {
		f := l.action.play(c, client)
		if f != nil {
			f.problem = fmt.Sprintf("client %c: %s", client, f.problem)
			all.last = client - 1
		}
		if f != nil && client == l.client {
			return f
		}
		c.said = append(c.said[:start], c.fresh(all.String()))
		if f != nil {
			return f
		}
	}
	return nil
}

// note adds a line to what happened.
func (c *conversation) note(format string, args ...any) {
	c.said = append(c.said, fmt.Sprintf(format, args...))
}

// until is when an expectation that starts at this moment has failed.
func (c *conversation) until(d time.Duration) time.Time { return c.since(time.Now(), d) }

// since is when an expectation that has started at begin has failed.
func (c *conversation) since(begin time.Time, d time.Duration) time.Time {
	end := begin.Add(d)
	if end.After(c.deadline) {
		return c.deadline
	}
	return end
}

// peer returns the connection of a client, which connects when it is first
// needed.
func (c *conversation) peer(client byte) (*peer, *failure) {
	if p := c.peers[client]; p != nil {
		return p, nil
	}
	p, err := dialPeer(c.ctx, c.server.addr, max(c.timeout, defaultTimeout))
	if err != nil {
		f := &failure{problem: fmt.Sprintf("client %c can't connect", client), caret: -1, way: closed, cause: err.Error()}
		c.blameEnd(f, defaultTimeout)
		return nil, f
	}
	c.peers[client] = p
	return p, nil
}

// more waits for more bytes of a client, like the method of peer.
func (c *conversation) more(p *peer, deadline time.Time, limit int) error {
	err := p.more(deadline, limit)
	if err == nil {
		c.heard = true
	}
	return err
}

// replyTimeout returns how long a reply may take, which becomes more when bytes come.
func (c *conversation) replyTimeout() time.Duration {
	if c.heard {
		return c.timeout
	}
	return c.first
}

// sentKeys returns the words with marks that were sent, in commands or among raw
// bytes. They may name keys.
func sentKeys(lines []line, suffix string) (keys []string) {
	for _, l := range lines {
		switch a := l.action.(type) {
		case send:
			for _, w := range a.words {
				if !strings.Contains(w.text, mark) {
					continue
				}
				for n := range versions([]word{w}, a.times) {
					keys = append(keys, w.numbered(n+1).bytes(suffix))
				}
			}
		case sendRaw:
			for n := range versions(a.pieces, a.times) {
				for word := range strings.FieldsSeq(string(a.appendTo(nil, n+1, suffix))) {
					if strings.Contains(word, suffix) {
						keys = append(keys, word)
					}
				}
			}
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// versions returns how many of the times that words are sent they aren't the same.
func versions(words []word, times int) int {
	if isCounted(words) {
		return times
	}
	return 1
}

// drain waits until the server has got through what it was sent. It executes that also for a
// client that has gone, and would bring back the keys that are removed then.
func (c *conversation) drain() {
	limit := time.Now().Add(perCase * c.timeout)
	for _, p := range c.peers {
		p.drain(c.timeout, limit)
	}
	for _, p := range c.crowd {
		p.drain(c.timeout, limit)
	}
}

// removeKeys removes what the case may have left on a server that isn't the
// runner's, also if the run is interrupted. That nobody hears of an error is right:
// the case has its result.
func (c *conversation) removeKeys() {
	keys := sentKeys(c.lines, c.suffix)
	if len(keys) == 0 {
		return
	}
	p, err := dialPeer(context.WithoutCancel(c.ctx), c.server.addr, c.timeout)
	if err != nil {
		return
	}
	defer p.close()
	p.send(resp.AppendCommand(nil, append([]string{"DEL"}, keys...)...), 1, false)
	p.more(time.Now().Add(c.timeout), maxReply)
}
