package server

import "time"

const (
	// pieceLen is the most bytes that are written at once: a client that has
	// taken so many is alive.
	pieceLen = 64 << 10

	// partingTime is what a client has for each piece when nothing but the
	// replies keeps the connection open.
	partingTime = 5 * time.Second
)

// output is what replies are written to. Nearly always the kernel takes them at once.
// Only what it does not take is written in a way that may wait, which needs a timer
// and a backlog: without the attempt each of 10,000 idle connections would take 5 % more
// memory for them. BenchmarkRoundTrip shows no difference.
type output struct{ c *conn }

func (o output) Write(p []byte) (n int, err error) {
	c := o.c
	c.passed += int64(len(p))
	n = c.net.TryWrite(p)
	for err == nil && n < len(p) {
		c.limitWrite()
		c.beginWait()
		var written int
		written, err = c.net.Write(p[n:min(n+pieceLen, len(p))])
		c.endWait()
		n += written
	}
	c.srv.stats.bytesOut.Add(int64(n))
	return n, err
}

// queueOutput is what replies are written to in subscriber mode.
type queueOutput struct{ c *conn }

func (o queueOutput) Write(p []byte) (int, error) {
	o.c.passed += int64(len(p))
	return o.c.unqueued.Write(p)
}

// hurry gives the client partingTime to read each piece of what is left, from now
// on: it sends no more commands, or none will be executed. Further calls do nothing.
// Any goroutine may call it.
func (c *conn) hurry() {
	if !c.parting.Swap(true) {
		c.limitWrite()
	}
}

// limitWrite sets the deadline of the next Write, and of one that is under way.
func (c *conn) limitWrite() {
	if !c.parting.Load() {
		return
	}
	c.net.SetWriteDeadline(time.Now().Add(partingTime))
	if c.killed.Load() { // meanwhile, and its deadline was overwritten
		c.net.SetWriteDeadline(past())
	}
}
