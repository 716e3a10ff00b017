package mistakes

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"

	"mini-redis/final/resp"
)

// read runs the commands that arrive until the client leaves, breaks the
// protocol, or the server is told to stop.
func (c *client) read() {
	switch {
	case c.has(oneCommandPerRead), c.has(oneReadPerCommand):
		c.readChunks()
		return
	case c.has(bulkReadAsLine):
		c.readLines()
		return
	}
	source := bufio.NewReaderSize(c.conn, 16<<10)
	if c.has(noInlineCommands) {
		if first, err := source.Peek(1); err != nil || first[0] != '*' {
			c.breakOff("expected '*'")
			return
		}
	}
	r := resp.NewReader(c.conn)
	if c.has(noInlineCommands) {
		r = resp.NewReader(source)
	}
	if c.has(noLimitOnBulk) {
		r.MaxBulkLen = math.MaxInt
	}
	for !c.hangUp && c.out.room() {
		if c.has(commandsDroppedAtShutdown) && c.out.sent() && c.ending.Err() != nil {
			return
		}
		args, err := r.ReadCommand()
		c.readErr = err
		if broken, ok := errors.AsType[*resp.ProtocolError](err); ok {
			if c.has(noLimitOnHeaders) && strings.HasSuffix(broken.Reason, "count string") {
				io.Copy(io.Discard, c.conn) // it would be read on and on
				return
			}
			if c.has(breachLeavesOpen) {
				c.failure("ERR %v", broken)
				r = resp.NewReader(c.conn)
				continue
			}
			c.breakOff(broken.Reason)
		}
		if err != nil {
			return
		}
		c.run(args)
		if r.Buffered() == 0 {
			c.flush()
		}
	}
}

// breakOff answers a breach of the protocol.
func (c *client) breakOff(reason string) {
	if c.has(repliesBeforeBreachLost) {
		c.held = nil
	}
	c.lock()
	c.leaveAll()
	c.unlock()
	c.failure("ERR Protocol error: %s", reason)
	c.flush()
	c.hangUp, c.breach = true, true
}

// readChunks is how a beginner reads: what one Read brings is the command.
func (c *client) readChunks() {
	var held, chunk []byte
	chunk = make([]byte, 4096)
	if c.has(oneReadPerCommand) {
		chunk = chunk[:10] // the first piece of a command in two, also where both have come
	}
	for {
		n, err := c.conn.Read(chunk)
		if err != nil {
			return
		}
		held = append(held, chunk[:n]...)
		r := resp.NewReader(bytes.NewReader(held))
		for {
			args, err := r.ReadCommand()
			if err != nil {
				if c.has(oneReadPerCommand) || errors.Is(err, io.EOF) {
					held = nil // a command that isn't complete is thrown away
				}
				break
			}
			c.run(args)
			if c.has(oneCommandPerRead) {
				held = nil // and so is whatever comes after the first
				break
			}
		}
	}
}

// readLines takes every line for a part of a command, those within a bulk string
// included.
func (c *client) readLines() {
	r := bufio.NewReader(c.conn)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		count, err := strconv.Atoi(strings.Trim(line, "*\r\n"))
		if err != nil {
			c.breakOff("expected '*'")
			return
		}
		var args [][]byte
		for range count {
			r.ReadString('\n') // the length, which nobody needs
			arg, err := r.ReadString('\n')
			if err != nil {
				return
			}
			args = append(args, []byte(strings.TrimRight(arg, "\r\n")))
		}
		c.run(args)
	}
}
