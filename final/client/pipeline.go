package client

import (
	"context"

	"mini-redis/final/resp"
)

// A Pipeline gathers commands to be sent together: many commands for one wait. Its
// commands follow each other on the connection with none of another caller's
// between them; the server may still execute other clients' between them. The zero
// value is empty. A Pipeline is for one goroutine at a time.
type Pipeline struct {
	buf []byte
	n   int
	err error // of the first command that is not possible
}

// A Result is what one command of a Pipeline had as its answer. Err is a
// [*ServerError] or [ErrNil] exactly where [Client.Do] would have returned it.
type Result struct {
	Reply Reply
	Err   error
}

// Add appends a command. args are as those of [Client.Do], and are copied.
func (p *Pipeline) Add(args ...string) {
	if err := checkShared(args); err != nil {
		if p.err == nil {
			p.err = err
		}
		return
	}
	p.buf = resp.AppendCommand(p.buf, args...)
	p.n++
}

// Len returns the number of commands added since the last Run.
func (p *Pipeline) Len() int { return p.n }

// Run sends the commands of p, which is empty afterwards, and waits for all replies.
//
// The results are in the order of the commands. If err is not nil, the commands
// without a result were not sent, or, if err is ErrUnknownOutcome, may have been;
// what ends ctx also takes the results that were there. The errors of single
// commands are in their results. If one command of p is not possible on a shared
// connection, none is sent, and err is ErrShared.
func (c *Client) Run(ctx context.Context, p *Pipeline) (results []Result, err error) {
	taken := *p
	*p = Pipeline{}
	if taken.err != nil {
		return nil, taken.err
	}
	if taken.n == 0 {
		return nil, nil
	}
	call := newCall()
	call.buf, call.n = taken.buf, taken.n
	call.results = make([]Result, 0, min(taken.n, maxWaiting))
	done, err := c.submit(ctx, call)
	if !done {
		return nil, err
	}
	return call.results, err
}
