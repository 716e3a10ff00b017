package interop

import (
	"bufio"
	"io"
	"math/rand/v2"
	"net"
	"runtime"
	"time"

	"github.com/anishathalye/porcupine"
)

// A linearClient sends commands over one connection at a time.
type linearClient struct {
	run  *linearRun
	r    *rand.Rand
	id   int
	conn *net.TCPConn // nil after it was cut off
	in   *bufio.Reader

	losses int // connections that it may still lose with whole commands under way
	halves int // connections that it may still end within a command

	session, nth int // of the next command
	sent         int // commands, over all connections
}

// A linearBatch is commands sent in one go.
type linearBatch struct {
	ops   []porcupine.Operation // lost, until a reply completes them
	bytes string
	ends  []int // of each command in bytes, also where bytes was cut
}

// turn sends one to four commands in one go and records what came of them.
func (c *linearClient) turn() {
	c.connect()
	if c.conn == nil {
		return
	}
	fate := c.fate()
	size := 1 + c.r.IntN(4)*c.r.IntN(2)
	switch {
	case fate == cutHalf:
		c.halves--
		size = min(size, 1+c.losses)
		c.losses -= size - 1
	case fate != answered:
		c.losses--
	}
	var batch linearBatch
	for range size {
		c.add(&batch, c.command())
	}
	if fate == cutHalf {
		batch.bytes = batch.bytes[:len(batch.bytes)-1-c.r.IntN(12)] // the shortest command has 20
	}
	c.write(batch)
	if fate == killed {
		c.run.kill(c.conn.LocalAddr().String())
	}
	c.read(batch, fate)
	if fate != answered {
		c.close()
	}
	c.record(batch)
}

// add makes the next command of the session a part of b.
func (c *linearClient) add(b *linearBatch, command linearCommand) {
	command.session, command.nth = c.session, c.nth
	c.nth++
	c.sent++
	b.ops = append(b.ops, porcupine.Operation{ClientId: c.id, Input: command, Output: lost, Return: endOfTime})
	b.bytes += linearRequest(command.args(c.run.prefix))
	b.ends = append(b.ends, len(b.bytes))
}

// record adds to the history what had an effect, or was seen to have none.
func (c *linearClient) record(b linearBatch) {
	skipped := 0
	for i, op := range b.ops {
		command := op.Input.(linearCommand)
		command.nth -= skipped
		op.Input = command
		switch {
		case b.ends[i] > len(b.bytes): // not sent whole: nobody may see anything of it
		case op.Output == lost && command.reads():
			skipped++ // tells nothing, and the checker would have to place it
		default:
			c.run.record(op)
		}
	}
}

// look reads all keys at once.
func (c *linearClient) look() {
	c.connect()
	if c.conn == nil {
		return
	}
	var batch linearBatch
	c.add(&batch, linearCommand{name: "MGET", keys: c.r.Perm(linearKeys)})
	c.write(batch)
	c.read(batch, answered)
	c.record(batch)
	c.close()
}

// write sends the batch in a few writes, and lets others run between them.
func (c *linearClient) write(b linearBatch) {
	call := c.run.clock.Add(1)
	for i := range b.ops {
		b.ops[i].Call = call
	}
	for rest := b.bytes; len(rest) > 0; c.yield() {
		n := len(rest)
		if c.r.IntN(2) == 0 {
			n = 1 + c.r.IntN(n)
		}
		if _, err := io.WriteString(c.conn, rest[:n]); err != nil {
			c.run.t.Errorf("write: %v", err)
			return
		}
		rest = rest[n:]
	}
}

// yield lets others run for a while.
func (c *linearClient) yield() {
	for range c.r.IntN(1 << c.r.IntN(10)) {
		runtime.Gosched()
	}
}

// read completes the operations of the batch with their replies, as many as
// their fate lets come.
func (c *linearClient) read(b linearBatch, fate linearFate) {
	want := len(b.ops)
	switch fate {
	case cutUnread, cutHalf:
		return
	case cutHalfRead:
		want = c.r.IntN(want)
	}
	for i := range want {
		reply, err := linearReply(c.in)
		if err != nil {
			if fate != killed {
				c.run.t.Errorf("read: %v", err)
			}
			return
		}
		b.ops[i].Output, b.ops[i].Return = reply, c.run.clock.Add(1)
	}
}

// connect opens the next connection if the last one is gone.
func (c *linearClient) connect() {
	if c.conn != nil {
		return
	}
	conn, err := net.Dial("tcp", c.run.addr)
	if err != nil {
		c.run.t.Errorf("dial: %v", err)
		return
	}
	conn.SetDeadline(time.Now().Add(time.Minute))
	c.conn, c.in = conn.(*net.TCPConn), bufio.NewReader(conn)
	c.session, c.nth = int(c.run.sessions.Add(1)-1), 0
}

// close ends the connection, now and then with a reset instead of an orderly end.
func (c *linearClient) close() {
	if c.conn == nil {
		return
	}
	if c.r.IntN(2) == 0 {
		c.conn.SetLinger(0)
	}
	c.conn.Close()
	c.conn = nil
}
