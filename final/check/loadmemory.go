package check

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"
	"sync/atomic"

	"mini-redis/final/resp"
)

// Bounds on how much the memory of a server may grow. They are generous: a server in any language
// has buffers, and garbage that it hasn't collected yet.
const (
	maxGrowth     = 128 << 20
	maxLeft       = 40 << 20 // after comeAndGo clients
	comeAndGo     = 10_000
	warmUp        = 1000
	togetherAtMax = 32
)

func promisesCase() Case {
	return Case{
		ID:    "load.promises",
		Title: "Memory follows what has come, not what is announced",
		Hint:  "A header may promise anything. Begin with a small buffer, and let it grow with the bytes that come.",
		lines: []line{
			{action: loadAction{
				"clients announce strings of 512 MB, send a few bytes, and leave",
				fmt.Sprintf("6 of them, one after the other; the server's memory grows by no more than %s", megabytes(maxGrowth)),
				func(c *conversation) *failure {
					return c.promise("*2\r\n$4\r\nECHO\r\n$536870912\r\nhello", 1, 6, "make no buffer of the announced length: let it grow with what comes")
				},
			}},
			{action: loadAction{
				"clients announce commands of 1,048,576 words, send one of them, and leave",
				fmt.Sprintf("4 times 30 of them; the server's memory grows by no more than %s", megabytes(maxGrowth)),
				func(c *conversation) *failure {
					return c.promise("*1048576\r\n$4\r\nECHO\r\n", 30, 4, "make no room for as many elements as are announced: append them as they come")
				},
			}},
			{action: loadAction{"another client comes", "it is served", servedStill}},
		},
	}
}

// promise has a number of clients send the beginning of a command together and leave, in several rounds:
// memory that was never used shows only when it is used again.
func (c *conversation) promise(beginning string, together, rounds int, cause string) *failure {
	if f := c.needReplies(); f != nil {
		return f
	}
	before, f := c.settled(1 << 60)
	for range rounds {
		if f != nil {
			return f
		}
		var clients []*peer
		for range together {
			p, _, err := c.visitor(c.patiently())
			if err != nil {
				return c.unserved(err)
			}
			p.send([]byte(beginning), 1, false)
			clients = append(clients, p)
		}
		var after usage
		after, f = c.settled(before.resident + maxGrowth)
		for _, p := range clients {
			p.close()
		}
		if f == nil {
			f = grown(before, after, maxGrowth, "memory is taken for what has only been announced", cause)
		}
	}
	return f
}

func (c *conversation) unserved(err error) *failure {
	problem := "a client isn't served"
	if errors.Is(err, os.ErrDeadlineExceeded) {
		problem += fmt.Sprintf(" within %v", c.patiently())
	}
	return &failure{problem: problem, cause: err.Error(), caret: -1, silent: true}
}

func servedStill(c *conversation) *failure {
	return c.served("nobody is served any more", "something that a client has done stops the server")
}

// Large replies that nobody reads.
const (
	replySize    = 1 << 20
	repliesAsked = 512
)

func repliesCase() Case {
	return Case{
		ID:      "load.replies",
		Title:   "A client that asks and does not read fills no memory",
		Hint:    "Read no more commands from a client while much waits to be written to it, or end the connection.",
		OwnRule: "Redis keeps the replies of such a client without bound, unless client-output-buffer-limit sets one",
		lines: []line{
			{action: loadAction{
				fmt.Sprintf("a client asks for %d replies of 1 MB each, and reads none of them", repliesAsked),
				fmt.Sprintf("with GET, or with ECHO if the server doesn't know SET yet; the server's memory grows by no more than %s", megabytes(maxGrowth)), askOnly,
			}},
			{action: loadAction{"another client comes", "it is served", servedStill}},
		},
	}
}

// askOnly sends commands on one connection and reads nothing.
func askOnly(c *conversation) *failure {
	if f := c.needReplies(); f != nil {
		return f
	}
	p, _, err := c.visitor(c.patiently())
	if err != nil {
		return c.unserved(err)
	}
	c.crowd = append(c.crowd, p)
	large := strings.Repeat("x", replySize)
	question := resp.AppendCommand(nil, "ECHO", large)
	p.send(resp.AppendCommand(nil, "SET", "load"+c.suffix, large), 1, false)
	if got, err := c.reply(p, 0); err == nil && got.kind == simpleKind {
		question = resp.AppendCommand(nil, "GET", "load"+c.suffix)
	}
	before, f := c.settled(1 << 60)
	if f != nil {
		return f
	}
	p.send(question, repliesAsked, false)
	after, f := c.settled(before.resident + maxGrowth)
	if f != nil {
		return f
	}
	return grown(before, after, maxGrowth, "memory fills with replies that the client doesn't read",
		"replies wait in memory without bound: read no more commands while many wait, or end the connection")
}

func connectionsCase() Case {
	return Case{
		ID:    "load.connections",
		Title: "Clients that come and go leave nothing behind",
		Hint:  "What is started or stored for a connection has to end with it: goroutines and threads, entries in maps, timers.",
		lines: []line{
			{action: loadAction{
				fmt.Sprintf("%d clients come, get an answer, and leave", comeAndGo),
				fmt.Sprintf("up to %d at once, and half of them without a goodbye; the server's memory grows by no more than %s, or doesn't when as many come again", togetherAtMax, megabytes(maxLeft)), pass,
			}},
			{action: loadAction{"another client comes", "it is served", servedStill}},
		},
	}
}

// pass has clients come and go. Garbage may make memory grow at first, and what is left behind makes
// it grow on.
func pass(c *conversation) (left *failure) {
	if f := c.comeAndGo(warmUp); f != nil {
		return f
	}
	before, f := c.settled(1 << 60)
	if f != nil {
		return f
	}
	for range 2 {
		if f = c.comeAndGo(comeAndGo); f != nil {
			return f
		}
		after, f := c.settled(1 << 60)
		if f != nil {
			return f
		}
		left = grown(before, after, maxLeft, fmt.Sprintf("%d clients have come and gone, and memory has grown", comeAndGo),
			fmt.Sprintf("each client leaves about %d KB behind: a goroutine or thread that doesn't end, or an entry that nobody removes", (after.resident-before.resident)/comeAndGo>>10))
		if left == nil {
			return nil
		}
		before = after
	}
	return left
}

// comeAndGo has n clients connect, get an answer, and leave, half of them by closing their connection,
// and half by a reset.
func (c *conversation) comeAndGo(n int) *failure {
	var next atomic.Int64
	var failed atomic.Pointer[failure]
	var clients sync.WaitGroup
	for range togetherAtMax {
		clients.Go(func() {
			for i := next.Add(1); i <= int64(n) && failed.Load() == nil && c.ctx.Err() == nil; i = next.Add(1) {
				p, _, err := c.visitor(c.patiently())
				if err != nil {
					failed.Store(c.unserved(err))
					return
				}
				if tcp, ok := p.conn.(*net.TCPConn); ok && i%2 == 0 {
					tcp.SetLinger(0)
				}
				p.close()
			}
		})
	}
	clients.Wait()
	return failed.Load()
}
