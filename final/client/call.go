package client

import (
	"slices"
	"sync/atomic"

	"mini-redis/final/resp"
)

// keptBuffer is the longest encoding that a call keeps for the next one, in bytes.
// It is also the longest that the writer copies: what it writes directly might
// still be read from when the reply is in.
const keptBuffer = 16 << 10

// The states of a call.
const (
	waiting   = iota // not sent, and may be withdrawn
	taken            // its bytes may have been sent
	abandoned        // its caller has left
)

// A call is one command, or the commands of one pipeline, on the way from a caller
// through the writer to the reader, and back. Each in turn owns it. The caller
// that leaves early changes nothing but the state.
type call struct {
	state atomic.Int32

	buf   []byte // the commands, encoded
	n     int    // how many
	start int64  // where on its connection the first byte is, counted from 0

	reply   Reply    // of a single command
	results []Result // of a pipeline
	err     error    // why replies are missing

	done chan struct{} // has room for the one signal that the fields above are final
}

func newCall() *call { return &call{done: make(chan struct{}, 1)} }

// command makes c a call of one command.
func (c *call) command(args []string) {
	size := len("*2147483647\r\n")
	for _, arg := range args {
		size += len("$2147483647\r\n\r\n") + len(arg)
	}
	c.buf = resp.AppendCommand(slices.Grow(c.buf[:0], size), args...)
	c.n = 1
}

// answer adds a reply and reports whether it was the last one. Nothing is kept for
// a caller that has left.
func (c *call) answer(reply *Reply) (last bool) {
	if c.results == nil {
		c.reply = *reply
	} else if c.state.Load() != abandoned {
		c.results = append(c.results, Result{*reply, replyError(reply)})
	}
	c.n--
	return c.n == 0
}

// finish hands the call back to its caller. Whoever calls it must not use the call
// any more.
func (c *call) finish(err error) {
	c.err = err
	c.done <- struct{}{}
}

// take reports whether the call is to be sent; if so it cannot be withdrawn any
// more.
func (c *call) take() bool { return c.state.CompareAndSwap(waiting, taken) }

// leave is for a caller that waits no longer. It reports whether the call is
// certain not to be sent.
func (c *call) leave() (withdrawn bool) {
	if c.state.CompareAndSwap(waiting, abandoned) {
		c.buf = nil // the call itself may wait in the queue for long
		return true
	}
	c.state.Store(abandoned)
	return false
}

// rewind makes the call of a command that has no reply ready to be sent again.
func (c *call) rewind() {
	c.err = nil
	c.state.Store(waiting)
}

// reuse makes the call ready for its next caller, and reports false if it must
// not have one.
func (c *call) reuse() bool {
	if cap(c.buf) > keptBuffer {
		return false
	}
	c.reply, c.results, c.err = Reply{}, nil, nil
	c.state.Store(waiting)
	return true
}
