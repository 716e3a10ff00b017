package check

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"mini-redis/final/resp"
)

// What probably went wrong, where nothing about the conversation tells.
const (
	causeOfNoReply  = "does the server answer this at all, and is the reply flushed?"
	causeOfOneByOne = "another client is connected: does the server serve one at a time?"
	causeOfStanding = "something stops the whole server: a lock that isn't given back, a wait for a client, or a loop without end"
	causeOfHolding  = "something keeps the data from everybody: a lock that isn't given back, or one that is held while the server waits"
)

// explainSilence asks, as a second client, whether a server that lets a client wait serves
// others, and adds to r what comes of it. The clients of the case are still connected. It
// tells whether others wait, too.
func (c *conversation) explainSilence(r *Result, spoken bool) (stuck bool) {
	if maxConns := r.Case.Limits.MaxConns; maxConns > 0 && len(c.peers) >= maxConns {
		return false // whoever comes has to wait
	}
	timeout := c.timeout
	if !spoken {
		timeout = c.first
	}
	questions := []string{"PING"}
	switch {
	case r.Case.Step == 1:
		questions = []string{"a byte"}
	case r.Case.Step > 2:
		questions = []string{"PING", "GET"}
	}
	answers := c.ask(questions, timeout)
	cause := ""
	switch {
	case answers == len(questions):
		r.Meanwhile = fmt.Sprintf("meanwhile a second client sent %s and was answered: only this connection waits", strings.Join(questions, " and "))
		if r.Cause == causeOfOneByOne {
			r.Cause = causeOfNoReply
		}
		return false
	case answers == 0:
		r.Meanwhile = fmt.Sprintf("meanwhile a second client sent %s and got no answer either: the server serves nobody", questions[0])
		cause = causeOfStanding
	default:
		r.Meanwhile = "meanwhile a second client's PING was answered, and its GET wasn't: whoever asks for data waits"
		cause = causeOfHolding
	}
	if spoken && (r.Cause == causeOfNoReply || r.Cause == causeOfOneByOne && answers > 0) {
		r.Cause = cause
	}
	return true
}

// ask returns how many of the questions of a client that connects now are answered. The end of
// the connection is an answer, too: the server has seen to it.
func (c *conversation) ask(questions []string, timeout time.Duration) (answers int) {
	p, err := dialPeer(c.ctx, c.server.addr, max(timeout, defaultTimeout))
	if err != nil {
		return 0
	}
	defer p.close()
	for _, question := range questions { // one after the other: GET may wait for ever, and PING not
		var command []byte
		switch question {
		case "PING":
			command = resp.AppendCommand(nil, question)
		case "GET":
			command = resp.AppendCommand(nil, question, "nobody"+c.suffix)
		default:
			command = []byte{'x'}
		}
		p.send(command, 1, false)
		if errors.Is(p.more(time.Now().Add(timeout), maxReply), os.ErrDeadlineExceeded) {
			break
		}
		answers++
	}
	return answers
}

// awaits tells whether the case has come to a line in which a client waits for the server.
func (c *conversation) awaits() bool {
	_, nothing := c.lines[c.at].action.(expectNothing)
	return isExpectation(c.lines[c.at].action) && !nothing && !c.stopped
}

// lookIntoSilence finds out why a server lets a client wait, or doesn't end, which fills in r.
// A server that serves nobody is ended: it would fail the cases to come for the same reason.
func (s *session) lookIntoSilence(c *conversation, server *server, r *Result) {
	spoken := c.heard || s.spoken.Load()
	known := s.silent.Load() && !spoken // a server that never says anything is looked into once
	stays := false
	switch c.lines[c.at].action.(type) {
	case exits, loadAction:
		stays = true
	}
	if s.ctx.Err() != nil || known || !stays && !(c.awaits() && c.explainSilence(r, spoken)) {
		return
	}
	if server.stands == nil || !r.Case.OwnServer && (s.runner.Parallel > 1 || server.races != nil) {
		return // it isn't a program, or it is needed by other cases
	}
	r.Goroutines = server.stands()
	s.bury(server)
}

// goroutinesOf ends a server in Go, and returns where its goroutines stood. Of any other it
// returns nothing.
func goroutinesOf(p *os.Process, file, dir string, output *output, done <-chan struct{}) []string {
	program, ok := goProgramOf(executable(p, file), dir)
	if !ok {
		return nil
	}
	output.log.keep(maxDump)
	start := output.length()
	if quit(p) != nil {
		return nil
	}
	select {
	case <-done:
	case <-time.After(5 * time.Second):
	}
	return program.stands(output.since(start))
}

// maxDump is how much of what a server prints at SIGQUIT is read, in bytes.
const maxDump = 4 << 20
