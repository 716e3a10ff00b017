package check

import "time"

// A turn is one case's use of a server.
type turn struct {
	*server
	first  bool // no case has used the server before
	before int  // how much it had printed when the case before began
	start  int  // and when this one began
}

// blame decides who is to blame for the end of a server that had served other
// cases and gave this one no byte: if the case fails on a fresh server too, it is
// the case, and otherwise what came before it.
func (s *session) blame(c Case, result *Result) {
	turn, err := s.turnFor(c)
	if err != nil {
		return
	}
	again := Result{Case: c, Outcome: Fail, Line: c.Line, Caret: -1}
	s.play(turn, c, &again)
	if again.Outcome == Fail {
		*result = again
		return
	}
	result.Cause = "the server ended before this case got an answer; perhaps because the client of the case before, or one that only connected and left, closed its connection"
}

// bury forgets a server whose end has been reported.
func (s *session) bury(dead *server) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shared == dead {
		dead.kill() // what it has started may still run
		s.shared = nil
	}
}

// blameVisit looks whether a server ends when a client has connected and left
// without a word, as the runner does to see that it listens. A server that once
// doesn't is looked at no more.
func (s *session) blameVisit(c Case, result *Result) {
	if s.unhurt.Load() {
		return
	}
	server, err := s.start(c.Limits)
	if err != nil {
		return
	}
	defer server.kill()
	if !server.endsWithin(s.ctx, time.Second) {
		s.unhurt.Store(true)
		return
	}
	result.Cause = "the server ends when a client connects and leaves without a word: " + describeEnd(server.status())
	if server.log != nil {
		result.Log = server.log(0)
	}
}

// turnFor starts a server for c, or returns the shared one, even if that has ended:
// an end that no case has met must show in the next one.
func (s *session) turnFor(c Case) (turn, error) {
	if c.OwnServer {
		server, err := s.start(c.Limits)
		if err != nil {
			return turn{}, err
		}
		return turn{server: server, first: true, start: server.length()}, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shared == nil {
		shared, err := s.start(c.Limits)
		if err != nil {
			return turn{}, err
		}
		s.shared, s.latest = shared, -1
	}
	t := turn{server: s.shared, first: s.latest < 0, before: max(0, s.latest), start: s.shared.length()}
	s.latest = t.start
	return t, nil
}
