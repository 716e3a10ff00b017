package check

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"
)

// A session is one call of Run.
type session struct {
	runner *Runner
	ctx    context.Context
	ports  *portRange

	startErr atomic.Pointer[error] // why no server comes up
	up       atomic.Bool           // one has come up
	silent   atomic.Bool           // a case got not a byte in time
	spoken   atomic.Bool           // another one did
	unmoved  atomic.Bool           // a server didn't react to a visit in time
	survives atomic.Bool           // one has run on after the end of a connection
	unhurt   atomic.Bool           // one has run on after a visit

	mu     sync.Mutex
	shared *server // guarded by mu; nil before the first start
	latest int     // guarded by mu; what shared had printed when the latest case began, -1 before its first case
}

func (s *session) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shared != nil && s.shared.kill != nil {
		s.shared.kill()
	}
}

// run plays one case on the server that it needs.
func (s *session) run(c Case) Result {
	begin := time.Now()
	result := Result{Case: c, Outcome: Fail, Line: c.Line, Caret: -1}
	if reason := s.whyNot(c); reason != "" {
		result.Outcome, result.Reason = Skip, reason
		return result
	}
	turn, err := s.turnFor(c)
	if err != nil {
		result.Reason = err.Error()
		result.Cause = causeOfNoStart(err)
		if e, ok := errors.AsType[*startError](err); ok {
			result.Log = e.log
		}
		return result
	}
	if c.OwnServer {
		defer turn.kill()
	}
	play := s.play
	if turn.races != nil {
		play = s.playRacing
	}
	switch orphan := play(turn, c, &result); {
	case orphan && turn.first:
		s.blameVisit(c, &result)
	case orphan:
		s.blame(c, &result)
	}
	result.Took = time.Since(begin)
	return result
}

// whyNot says why a case can't be played here, or "".
func (s *session) whyNot(c Case) string {
	if _, fixed := s.runner.Target.(Address); fixed && c.OwnServer {
		return "it needs a server of its own, which must be started for it"
	}
	if c.load {
		return whyNoLoad(s.runner.Target)
	}
	if _, program := s.runner.Target.(Command); program && c.Stops && !canSignal {
		return "this system has no SIGTERM"
	}
	return ""
}

// start starts a server. After one that didn't listen, which takes long to find
// out, none is tried again. Nor is one if none has ever come up and it can't be for the
// limits.
func (s *session) start(limits Limits) (*server, error) {
	if err := s.startErr.Load(); err != nil {
		return nil, *err
	}
	server, err := s.runner.Target.start(s.ctx, limits, s.ports)
	switch {
	case err == nil:
		s.up.Store(true)
		s.settle(server)
	case errors.Is(err, errNotListening), !s.up.Load() && limits == Limits{}:
		s.startErr.Store(&err)
	}
	return server, err
}

func causeOfNoStart(err error) string {
	if errors.Is(err, errNotListening) {
		return "the server has to listen on 127.0.0.1, at the port in the environment variable PORT or in the argument that has {port} in it"
	}
	return ""
}

// play plays c and fills in result. It tells whether the server ended before it
// had sent this case a byte.
func (s *session) play(turn turn, c Case, result *Result) (orphan bool) {
	conversation, f := s.repeat(turn, c)
	defer s.leave(conversation)
	result.Said = conversation.said
	if f == nil {
		result.Outcome = Pass
		return false
	}
	if f.skip != "" {
		result.Outcome, result.Reason = Skip, f.skip
		return false
	}
	result.Line = c.lines[min(conversation.at, len(c.lines)-1)].number
	result.Reason, result.Want, result.Got, result.Caret, result.Cause = f.problem, f.want, f.got, f.caret, f.cause
	result.Guessed = !f.certain && !f.named
	result.telling = f.named && c.Explains
	if turn.log != nil {
		start := turn.start
		if f.orphan && !turn.first {
			start = turn.before
		}
		result.Log = turn.log(start)
		if f.orphan && result.Log == "" {
			result.Log = turn.log(turn.before) // it may have ended with a visit before the case
		}
	}
	if f.ended {
		s.bury(turn.server)
	}
	if f.survived {
		s.survives.Store(true)
	}
	if f.silent {
		s.lookIntoSilence(conversation, turn.server, result)
	}
	if f.silent && !conversation.heard {
		s.silent.Store(true)
	}
	return f.orphan
}

// repeat plays c as often as it asks for, and returns how the last time went. One that
// has to pass each time is played less often where that takes long. The connections of that
// time stay open.
func (s *session) repeat(turn turn, c Case) (played *conversation, f *failure) {
	rounds := max(1, c.Times, c.Tries)
	begin := time.Now()
	for n := 1; n <= rounds; n++ {
		played = s.converse(turn, c)
		if c.load {
			played.deadline = time.Now().Add(loadTime)
		}
		if n > 1 {
			played.note("   time %d of %d", n, rounds)
		}
		f = played.play()
		if played.heard {
			s.spoken.Store(true)
		}
		switch {
		case n == rounds, s.ctx.Err() != nil:
			return played, f
		case c.Tries > 0 && (f == nil || f.silent || f.ended):
			return played, f
		case c.Tries == 0 && (f != nil || time.Since(begin) > enough):
			return played, f
		}
		s.leave(played)
	}
	return played, f
}

// leave closes the connections of a conversation, and removes what it may have left on a server
// that isn't the runner's.
func (s *session) leave(c *conversation) {
	_, fixed := s.runner.Target.(Address)
	if fixed {
		c.drain()
	}
	c.end()
	if fixed {
		c.removeKeys()
	}
}

// converse returns a conversation that begins now.
func (s *session) converse(turn turn, c Case) *conversation {
	timeout := s.timeout()
	return &conversation{
		ctx:      s.ctx,
		server:   turn.server,
		deadline: time.Now().Add(perCase * max(timeout, defaultTimeout)),
		timeout:  timeout,
		first:    s.firstTimeout(timeout),
		endShows: s.endShows(),
		suffix:   freshSuffix(),
		lines:    c.lines,
		peers:    map[byte]*peer{},
		last:     map[byte]send{},
	}
}

func (s *session) timeout() time.Duration {
	timeout := s.runner.Timeout
	if timeout == 0 {
		timeout = defaultTimeout
	}
	return timeout
}

// firstTimeout returns how long the first byte of a case may take. A server that has
// been waited for in vain, and has never said anything, is given up sooner.
func (s *session) firstTimeout(timeout time.Duration) time.Duration {
	if s.silent.Load() && !s.spoken.Load() {
		return timeout / 4
	}
	return timeout
}

// endShows returns how long after a connection the end of its server may show. On a busy machine
// that is long. One that has ended a connection and has run on probably does so again.
func (s *session) endShows() time.Duration {
	if s.survives.Load() {
		return 200 * time.Millisecond
	}
	return max(time.Second, s.timeout()/4)
}

// freshSuffix returns what marks stand for in one run of a case. It has always
// the same length, and no character that means something in a pattern.
func freshSuffix() string { return fmt.Sprintf("-%08x", rand.Uint32()) }
