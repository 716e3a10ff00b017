package check

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// A raceLog has what the race detector of a server in Go has found so far. Its methods may be
// called from any goroutine.
type raceLog struct {
	prefix  string // of the names of the files, one for each process
	program goProgram

	mu   sync.Mutex
	read map[string]int // guarded by mu; how much of each file has been read
}

// env is the environment variable that has the reports written there, and the exit status of a
// server left as it is.
func (l *raceLog) env() string { return "GORACE=log_path=" + l.prefix + " exitcode=0" }

// news returns the races that have been reported since the last call, each in words.
func (l *raceLog) news() (races []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	files, err := filepath.Glob(l.prefix + ".*")
	if err != nil {
		return nil // the prefix is one of ours
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		text = text[l.read[file]:]
		text = text[:bytes.LastIndex(text, []byte(raceEdge))+1] // the rest of a report is still to come
		l.read[file] += len(text)
		for report := range strings.SplitSeq(string(text), raceEdge) {
			if race := l.program.race(report); race != "" && !slices.Contains(races, race) {
				races = append(races, race)
			}
		}
	}
	return races
}

// raceEdge is the line before and after a report.
const raceEdge = "==================\n"

// race says in words where two goroutines were in a report of the race detector, "" if it is none.
func (p goProgram) race(report string) string {
	_, report, ok := strings.Cut(report, "WARNING: DATA RACE\n")
	if !ok {
		return ""
	}
	blocks := strings.SplitN(report, "\n\n", 3)
	if len(blocks) < 2 {
		return ""
	}
	now, before := "reads", "read"
	if strings.Contains(strings.ToLower(firstLine(blocks[0])), "write") {
		now = "writes"
	}
	if strings.Contains(strings.ToLower(firstLine(blocks[1])), "write") {
		before = "wrote"
	}
	return fmt.Sprintf("one %s at %s; another %s before, at %s", now, p.whereIn(blocks[0]), before, p.whereIn(blocks[1]))
}

// whereIn names the innermost call of the program's author in a stack.
func (p goProgram) whereIn(stack string) string {
	c, ok := p.firstOwn(calls(stack))
	if !ok {
		return "a place that isn't known any more"
	}
	return p.place(c)
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// What the runtime does at each read and write of a socket orders goroutines that serve clients one after
// the other, so a conversation shows few races. Several clients that send many commands at once show more.
const (
	rushClients  = 4
	rushCommands = 800
	rushRounds   = 3
	rushArgument = 4 << 10 // the longest that is sent, in bytes
)

// playRacing plays c as play does, on a server that is built with the race detector. If the case passes,
// several clients send its commands at once. It fails if a race is reported meanwhile.
func (s *session) playRacing(t turn, c Case, r *Result) (orphan bool) {
	orphan = s.play(t, c, r)
	for round := 0; round < rushRounds && r.Outcome == Pass && !c.OwnServer; round++ {
		s.rush(t.server, c)
		s.addRaces(t.server, r)
		s.addEnd(t, r)
	}
	if r.Outcome != Skip {
		s.addRaces(t.server, r)
	}
	return orphan
}

// rush has several clients send the commands of c, each many times, and read the replies.
func (s *session) rush(server *server, c Case) {
	timeout := s.timeout()
	suffix := freshSuffix()
	var commands []byte
	for n := 0; n < rushCommands; {
		before := n
		for _, l := range c.lines {
			if a, ok := l.action.(send); ok && len(a.bytes(suffix)) <= rushArgument {
				commands = append(commands, a.bytes(suffix)...)
				n++
			}
		}
		if n == before {
			break // there are none
		}
	}
	var clients sync.WaitGroup
	for range rushClients {
		clients.Go(func() {
			p, err := dialPeer(s.ctx, server.addr, timeout)
			if err != nil {
				return
			}
			defer p.close()
			p.send(commands, 1, false)
			p.closeWrite()
			for deadline := time.Now().Add(timeout); err == nil; {
				err = p.more(deadline, maxReply)
				p.received = nil
			}
		})
	}
	clients.Wait()
}

// addEnd fails a case that has passed if the server has ended since.
func (s *session) addEnd(t turn, r *Result) {
	if p, err := dialPeer(s.ctx, t.addr, defaultTimeout); err == nil {
		p.close()
		return
	}
	select {
	case <-t.done:
	case <-time.After(s.timeout()):
		return
	case <-s.ctx.Done():
		return
	}
	ended := "the server has ended while several clients sent the commands of this case at once"
	if r.Outcome == Pass {
		r.Outcome, r.Reason = Fail, ended
		r.Cause = causeOfEnd(t.status())
	} else {
		r.Cause += ". Then " + ended
	}
	if t.log != nil {
		r.Log = t.log(t.start)
	}
	s.bury(t.server)
}

// maxRaces is how many races a case tells of.
const maxRaces = 3

// addRaces fails the case that was played if the race detector has reported anything meanwhile.
func (s *session) addRaces(server *server, r *Result) {
	if r.Outcome == Skip {
		return
	}
	s.settle(server) // a server that reacts has got through the end of the clients, too
	races := server.races.news()
	if len(races) == 0 {
		return
	}
	more := ""
	if len(races) > maxRaces {
		more = fmt.Sprintf(", and %d more", len(races)-maxRaces)
		races = races[:maxRaces]
	}
	const seen = "two goroutines use the same memory, and no lock and no channel keeps them apart"
	where := strings.Join(races, ". Also, ") + more
	if r.Outcome == Fail {
		r.Cause = strings.TrimSuffix(r.Cause, ".") + ". Besides, " + seen + ": " + where
		return
	}
	r.Outcome, r.Reason, r.Cause = Fail, seen, where
}
