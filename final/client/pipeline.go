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

// Text returns a bulk string or a simple string. The error is Err, or ErrUnexpectedReply.
func (r Result) Text() (string, error) {
	if r.Err != nil {
		return "", r.Err
	}
	if r.Reply.Kind != resp.KindBulk && r.Reply.Kind != resp.KindSimpleString {
		return "", unexpected("the command", r.Reply.Kind)
	}
	return r.Reply.Str, nil
}

// Int returns an integer. The error is Err, or ErrUnexpectedReply.
func (r Result) Int() (int64, error) {
	if r.Err != nil {
		return 0, r.Err
	}
	if r.Reply.Kind != resp.KindInteger {
		return 0, unexpected("the command", r.Reply.Kind)
	}
	return r.Reply.Int, nil
}

// Texts returns the bulk strings of an array, those of keys that do not exist as "". The error is
// Err, or ErrUnexpectedReply.
func (r Result) Texts() ([]string, error) {
	if r.Err != nil {
		return nil, r.Err
	}
	if r.Reply.Kind != resp.KindArray && r.Reply.Kind != resp.KindSet {
		return nil, unexpected("the command", r.Reply.Kind)
	}
	texts := make([]string, len(r.Reply.Array))
	for i, element := range r.Reply.Array {
		if element.Kind != resp.KindBulk && element.Kind != resp.KindNull {
			return nil, unexpected("an element", element.Kind)
		}
		texts[i] = element.Str
	}
	return texts, nil
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
	done, err := c.submit(ctx, call, false)
	if !done {
		return nil, err
	}
	return call.results, err
}
