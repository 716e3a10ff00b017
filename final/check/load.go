package check

import (
	"fmt"
	"time"
)

// Load returns the cases about what no client sees, but the machine: descriptors, processor time
// and memory. Each starts a server, in any language, and they ask for Linux. Their step is 0:
// they are for servers of each step, but for those that need replies, which are from step 2 on.
func Load() Spec {
	spec := Spec{Name: "machine", Chapter: "docs/08-your-own.md", Cases: []Case{
		descriptorsCase(), promisesCase(), repliesCase(), connectionsCase(),
	}}
	for i := range spec.Cases {
		c := &spec.Cases[i]
		c.OwnServer, c.load = true, true
		c.File = spec.Chapter
		for j := range c.lines {
			c.lines[j].number = c.Line
		}
	}
	return spec
}

// A loadAction is a line that is about many clients at once.
type loadAction struct {
	text  string // a sentence without its full stop
	words string // how that is done, and what must come of it
	run   func(*conversation) *failure
}

func (a loadAction) String() string { return a.text }

func (a loadAction) play(c *conversation, _ byte) *failure {
	c.note("   %s", a.text)
	f := a.run(c)
	if f == nil || f.skip == "" {
		c.heard = true // an end is no longer that of a visit before the case
	}
	switch {
	case f == nil || f.skip != "":
	case f.got != "": // it was measured
		f.certain = true
	default: // it may be for want of a server
		c.blameEnd(f, c.endShows)
	}
	return f
}

// loadTime is how long a case about load may take. It takes a few seconds, unless the machine is busy.
const loadTime = 2 * time.Minute

// whyNoLoad says why a case about load can't be played on such a target, or "".
func whyNoLoad(target Target) string {
	command, program := target.(Command)
	switch {
	case !program:
		return "it needs a server that is a program, and is started for it"
	case command.Races != "":
		return "the race detector takes time and memory itself"
	case !canMeasure():
		return "it needs Linux, where /proc tells what memory and processor time a program takes"
	}
	return ""
}

// patiently is how long a server may take under load.
func (c *conversation) patiently() time.Duration { return max(c.timeout, 10*time.Second) }

// visitor connects, sends PING, and returns the client and the first byte of what comes back
// within limit. At step 1 that is what was sent.
func (c *conversation) visitor(limit time.Duration) (p *peer, first byte, err error) {
	deadline := c.until(limit)
	p, err = dialPeer(c.ctx, c.server.addr, time.Until(deadline))
	if err != nil {
		return nil, 0, err
	}
	p.send([]byte(pingBytes), 1, false)
	for len(p.received) < len("+PONG\r\n") && err == nil {
		err = p.more(deadline, maxReply)
	}
	if len(p.received) == 0 {
		p.close()
		return nil, 0, err
	}
	first = p.received[0]
	p.received = nil
	return p, first, nil
}

const pingBytes = "*1\r\n$4\r\nPING\r\n"

// needReplies is the failure, or rather the skip, of a case at a server that doesn't speak RESP.
func (c *conversation) needReplies() *failure {
	p, first, err := c.visitor(c.patiently())
	if err != nil || first != '+' {
		return &failure{skip: "the server doesn't answer PING, and this is about servers from step 2 on"}
	}
	p.close()
	return nil
}

// served waits until a client is served, which may take a while if the server waits before it
// accepts again.
func (c *conversation) served(problem, cause string) *failure {
	limit := c.patiently()
	deadline := c.until(limit)
	for time.Now().Before(deadline) && !c.server.ended() {
		p, first, err := c.visitor(c.timeout)
		if err == nil {
			p.close()
			if first != '-' {
				return nil
			}
		}
		c.sleep(20 * time.Millisecond)
	}
	return &failure{problem: fmt.Sprintf("%s, after %v", problem, limit), cause: cause, caret: -1, silent: true}
}

// settled returns what the server takes once it has nothing more to do: once none of its
// threads has run, and its memory hasn't grown, for a while. It returns early if memory gets beyond
// limit, and after ten seconds in which the server could run anyway.
func (c *conversation) settled(limit int64) (usage, *failure) {
	const polls, apart, patience = 6, 20 * time.Millisecond, 10 * time.Second
	begin := time.Now()
	first, err := usageOf(c.server.pid)
	u, most := first, first.resident
	for quiet := 0; err == nil; {
		if u.resident > limit || quiet == polls || u.available(first, time.Since(begin)) > patience || time.Now().After(c.deadline) {
			return u, nil
		}
		c.sleep(apart)
		if u, err = usageOf(c.server.pid); u.busy || u.resident > most {
			quiet = 0
		} else {
			quiet++
		}
		most = max(most, u.resident)
	}
	return u, c.gone(err)
}

// gone is the failure of a server that isn't there any more, or isn't what has been measured.
func (c *conversation) gone(err error) *failure {
	return &failure{problem: "the server can't be measured", cause: err.Error(), caret: -1, ended: true}
}

// grown is the failure of a server that takes too much memory, nil if it doesn't.
func grown(before, after usage, limit int64, problem, cause string) *failure {
	if after.resident-before.resident <= limit {
		return nil
	}
	return &failure{
		problem: problem, cause: cause, caret: -1,
		want: fmt.Sprintf("at most %s more memory than before", megabytes(limit)),
		got:  fmt.Sprintf("%s before, and %s after", megabytes(before.resident), megabytes(after.resident)),
	}
}

func megabytes(n int64) string { return fmt.Sprintf("%d MB", n>>20) }
