package check

import (
	"errors"
	"fmt"
	"net"
	"time"
)

func (a refused) play(c *conversation, client byte) *failure {
	deadline := c.until(c.timeout)
	for time.Now().Before(deadline) {
		p, err := dialPeer(c.ctx, c.server.addr, time.Until(deadline))
		switch timeout, ok := errors.AsType[net.Error](err); {
		case err == nil:
			p.close()
		case ok && timeout.Timeout(): // it waits, or had no time left
		default:
			c.note("   client %c can't connect any more", client)
			return nil
		}
		c.sleep(10 * time.Millisecond)
	}
	return &failure{
		problem: fmt.Sprintf("after %v clients can still connect", c.timeout), way: other, caret: -1,
		cause: "the server listens on: close the listener first",
	}
}

func (a stop) play(c *conversation, _ byte) *failure {
	c.note("   the server gets SIGTERM")
	c.stopped = true
	if err := c.server.terminate(); err != nil {
		return &failure{problem: "the server can't be signalled", caret: -1, cause: err.Error()}
	}
	return nil
}

func (a runs) play(c *conversation, _ byte) *failure {
	if !c.server.endsWithin(c.ctx, a.wait) {
		c.note("   the server still runs after %v", a.wait)
		return nil
	}
	status := c.server.status()
	f := &failure{
		way: closed, certain: status != nil,
		problem: fmt.Sprintf("the server has ended before %v were over", a.wait), caret: -1, got: describeEnd(status),
		want: fmt.Sprintf("the server runs for %v more", a.wait), cause: causeOfEnd(status),
	}
	if c.stopped && status == nil {
		f.cause = owes
	}
	return f
}

func (a exits) play(c *conversation, _ byte) *failure {
	if !c.server.endsWithin(c.ctx, time.Until(c.until(c.timeout))) {
		return &failure{
			problem: fmt.Sprintf("the server still runs after %v", c.timeout), way: silent, caret: -1, silent: true, want: "the server ends with status 0",
			got: "it runs", cause: "something keeps it: a connection, a goroutine or thread, or the signal isn't handled",
		}
	}
	if err := c.server.status(); err != nil {
		return &failure{
			problem: "the server didn't end properly", way: closed, certain: true, want: "exit status 0", got: describeEnd(err), caret: -1,
			cause: causeOfEnd(err),
		}
	}
	c.note("   the server ends with status 0")
	return nil
}
