package client

// run serves calls, over one connection after another, until Close.
func (c *Client) run(w *wire) {
	defer close(c.stopped)
	var failures backoff
	for w != nil {
		l := newLink(w, c.opts.StallTimeout)
		c.serve(l)
		if l.answered {
			failures.reset()
		}
		w = c.reconnect(&failures)
	}
	c.failWaiting(ErrClosed)
}

// reconnect waits until a caller wants a connection, and makes one. It returns
// nil when Close begins. Attempts are repeated as long as a caller waits.
func (c *Client) reconnect(failures *backoff) *wire {
	for c.waitForCall() {
		if !failures.pause(c.closing) {
			return nil
		}
		w, err := c.opts.connect(c.closing, c.addr)
		if err == nil {
			c.outage.Store(nil)
			return w
		}
		c.outage.Store(&err)
		if refused(err) {
			c.failWaiting(err)
		}
	}
	return nil
}

// waitForCall waits until the backlog begins with a call whose caller is there. It
// returns false when Close begins.
func (c *Client) waitForCall() bool {
	for {
		for len(c.backlog) > 0 {
			if c.closing.Err() != nil {
				return false
			}
			if c.backlog[0].state.Load() != abandoned {
				return true
			}
			c.backlog = c.backlog[1:]
		}
		select {
		case call := <-c.queue:
			c.backlog = append(c.backlog, call)
		case <-c.closing.Done():
			return false
		}
	}
}

// failWaiting gives err to all callers whose commands wait to be sent.
func (c *Client) failWaiting(err error) {
	for range len(c.queue) {
		c.backlog = append(c.backlog, <-c.queue)
	}
	for _, call := range c.backlog { // but not to who calls again upon it
		if call.take() {
			call.finish(err)
		}
	}
	c.backlog = nil
}

// next returns the call to be sent next, which cannot be withdrawn any more. If
// there is none it waits for one, if it is to, until l ends. It returns nil if there
// is none.
func (c *Client) next(l *link, wait bool) *call {
	for {
		var call *call
		switch {
		case len(c.backlog) > 0:
			call, c.backlog = c.backlog[0], c.backlog[1:]
		case wait:
			select {
			case call = <-c.queue:
			case <-l.broken:
				return nil
			}
		default:
			select {
			case call = <-c.queue:
			default:
				return nil
			}
		}
		if call.take() {
			return call
		}
	}
}
