package check

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"
)

// unexpected is the failure of a reply that isn't what was expected: got is
// another one, from the byte at on, or err is why there is none. Of several replies n
// have come as expected.
func (c *conversation) unexpected(p *peer, client byte, want pattern, got frame, at int, err error, n int) *failure {
	var wrong *malformed
	switch {
	case errors.As(err, &wrong):
		c.gather(p)
		f := c.differs(want, p.received, wrong.at, "what came is no reply", causeOfMalformed(want, p.received, wrong, c.suffix))
		f.certain = true
		return f
	case err != nil:
		f := c.broken(p, err)
		f.want, _ = window(want.appendTo(nil, c.suffix), 0)
		if !want.literal() {
			f.want = c.fresh(want.String())
		}
		if f.silent {
			f.cause = c.causeOfSilence(p, client, n)
		}
		return f
	}
	cause := c.causeOfOrder(client, p.received, got)
	unknown := ""
	if got.kind == errorKind && strings.HasPrefix(string(got.text), "ERR unknown command") {
		unknown = c.causeOfUnknown(client)
	}
	if cause == "" {
		cause = want.causeOf(p.received, got, c.suffix)
	}
	f := c.differs(want, p.received[:got.end], at, "another reply came", cmp.Or(unknown, cause))
	f.certain = unknown != ""
	return f
}

// differs shows what was expected and what came, one above the other.
func (c *conversation) differs(want pattern, received []byte, at int, problem, cause string) *failure {
	f := &failure{problem: problem, way: other, cause: cause}
	f.got, f.caret = window(received, at)
	f.want = c.fresh(want.String())
	if want.literal() {
		f.want, _ = window(want.appendTo(nil, c.suffix), at)
	}
	return f
}

// broken is the failure of a client that needed more bytes and got err.
func (c *conversation) broken(p *peer, err error) *failure {
	f := &failure{caret: -1, way: silent}
	f.got, _ = window(p.received, 0)
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded) && len(p.received) == 0:
		f.problem, f.got, f.silent = fmt.Sprintf("nothing came within %v", c.replyTimeout()), "nothing", true
	case errors.Is(err, os.ErrDeadlineExceeded):
		f.way = part
		f.problem, f.silent = fmt.Sprintf("the reply isn't complete after %v", c.timeout), true
	case errors.Is(err, errFlood):
		f.certain = true
		f.problem, f.cause = "the server floods its client", fmt.Sprintf("%v: reading was given up after %d bytes", errFlood, len(p.received))
	default:
		f.way = closed
		f.problem, f.cause = "the connection was closed", "the server closed the connection, or a mistake in it did"
		if f.got == "" {
			f.got = "the end of the connection"
		}
		c.blameEnd(f, c.endShows)
	}
	return f
}

// owes is what is wrong if a connection, or the server itself, ends too early after SIGTERM.
const owes = "after SIGTERM the server still owes its clients what is under way"

// blameEnd says so if the connection was closed because the server has ended,
// which may show a while later. After SIGTERM an end with status 0 is no news.
func (c *conversation) blameEnd(f *failure, while time.Duration) {
	if c.stopped {
		f.cause = owes
	}
	if c.server.done == nil { // it isn't the runner's
		return
	}
	f.ended = c.server.endsWithin(c.ctx, while)
	if f.survived = !f.ended; f.survived {
		return
	}
	if status := c.server.status(); !c.stopped || status != nil {
		f.problem, f.cause, f.certain = "the server has ended", causeOfEnd(status), true
		f.orphan = !c.heard && !c.stopped
	}
}

// causeOfEnd says what a process that has ended too early probably met.
func causeOfEnd(status error) string {
	switch end := describeEnd(status); {
	case status == nil:
		return "the server ended by itself, with status 0"
	case strings.Contains(end, "signal: terminated"):
		return "SIGTERM ended the server, so it doesn't handle the signal (or it was started by a program that doesn't pass it on, such as `go run`; a script between must start the server with `exec`)"
	default:
		return "the server crashed: " + end
	}
}

// causeOfSilence looks at what was sent before nothing came.
func (c *conversation) causeOfSilence(p *peer, client byte, n int) string {
	if cause := causeOfHalfReply(p.received); cause != "" {
		return cause
	}
	if cause := c.causeOfOtherClient(p, client); cause != "" {
		return cause
	}
	replies, sends := n, 0
	for i := c.at - 1; i >= 0; i-- {
		l := c.lines[i]
		if !l.involves(client) {
			continue
		}
		switch l.action.(type) {
		case send, sendRaw:
			sends++
		case expectReply, expectMany, expectAnyOrder, expectRaw:
			if sends > 0 {
				i = 0 // an exchange before
				continue
			}
			replies++
		case closeConn:
			i = 0 // another connection before
		}
	}
	switch {
	case replies > 0:
		return "the replies before this one came: one read may bring several commands, and each of them needs its reply"
	case sends > 1:
		return "what was sent came in pieces: one read may bring only a part of a command, so keep it and read on"
	}
	return causeOfNoReply
}

// causeOfOtherClient looks whether a client may have got nothing because of another one:
// one that the case lets read no more, or if nothing at all has come, any.
func (c *conversation) causeOfOtherClient(p *peer, client byte) string {
	for _, other := range slices.Sorted(maps.Keys(c.peers)) {
		if other != client && c.neglects(other) {
			return fmt.Sprintf("client %c doesn't read what it is sent: does the server wait for it, with a lock held or because it serves one client at a time?", other)
		}
	}
	if p.heard || len(c.peers) < 2 {
		return ""
	}
	return causeOfOneByOne
}

// neglects tells whether the case has client read no more although it is due something:
// the replies to its commands, or as a subscriber, messages.
func (c *conversation) neglects(client byte) bool {
	due, subscribed := false, false
	for i, l := range c.lines {
		own, reads := l.involves(client), isExpectation(l.action)
		command, isCommand := l.action.(send)
		switch {
		case own && reads && i > c.at:
			return false
		case i >= c.at:
		case own && reads:
			due = false
		case own && isCommand:
			name := command.words[0].text
			due, subscribed = true, name == "SUBSCRIBE" || name == "PSUBSCRIBE"
		case own && l.action == closeConn{}:
			due, subscribed = false, false
		case isCommand && command.words[0].text == "PUBLISH":
			due = due || subscribed
		}
	}
	return due
}

// causeOfMalformed explains bytes that are no RESP2.
func causeOfMalformed(want pattern, received []byte, wrong *malformed, suffix string) string {
	text := strings.TrimRight(string(received), "\r\n")
	plain := want.text
	if want.kind == bulkKind {
		plain = want.bulk.bytes(suffix)
	}
	if want.kind == integerKind {
		plain = fmt.Sprint(want.high)
	}
	if wrong.at == 0 && plain != "" && strings.HasPrefix(text, plain) {
		return fmt.Sprintf("the text is right, but it is bare: %s was expected", article(want.kind))
	}
	return wrong.reason
}

// causeOfUnknown looks at the name of a command that the server doesn't know.
func (c *conversation) causeOfUnknown(client byte) string {
	last, ok := c.last[client]
	if !ok {
		return ""
	}
	name := last.words[0].text
	if name != strings.ToUpper(name) {
		return fmt.Sprintf("your server doesn't know %s: names of commands are the same in upper and lower case", name)
	}
	return fmt.Sprintf("your server doesn't know the command %s", name)
}

// causeOfOrder looks whether the reply is the one to a later command.
func (c *conversation) causeOfOrder(client byte, received []byte, got frame) string {
	for _, l := range c.lines[c.at+1:] {
		if !l.involves(client) {
			continue
		}
		later, ok := l.action.(expectReply)
		if !ok {
			return ""
		}
		if later.reply.literal() && later.reply.match(received, got, c.suffix) < 0 {
			return "this is the next command's reply: was this one left out, or are the replies not in the order of the commands?"
		}
	}
	return ""
}
