package check

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// maxStands is how many lines tell where goroutines stand.
const maxStands = 10

var goroutineHead = regexp.MustCompile(`(?m)^goroutine \d+ (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?\[([^\],]*).*\]:$`)

// stands returns where in its author's files the goroutines of a program stand, from what Go
// prints at SIGQUIT: a line for each place, with how many there are, first those that wait for
// a lock, and last those that wait for the network.
func (p goProgram) stands(dump string) (lines []string) {
	type stand struct {
		rank         int
		many, single string // what they do, and what one does
		place        string
	}
	counts := map[stand]int{}
	heads := goroutineHead.FindAllStringSubmatchIndex(dump, -1)
	for i, head := range heads {
		end := len(dump)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		c, ok := p.firstOwn(calls(dump[head[1]:end]))
		if !ok {
			continue
		}
		s := stand{place: p.place(c)}
		s.rank, s.many, s.single = doing(dump[head[2]:head[3]])
		counts[s]++
	}
	order := make([]stand, 0, len(counts))
	for s := range counts {
		order = append(order, s)
	}
	slices.SortFunc(order, func(a, b stand) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(counts[b], counts[a]), cmp.Compare(a.place, b.place), cmp.Compare(a.many, b.many))
	})
	for i, s := range order {
		if i == maxStands-1 && len(order) > maxStands {
			return append(lines, fmt.Sprintf("and others at %d more places", len(order)-i))
		}
		what := s.many
		if counts[s] == 1 {
			what = s.single
		}
		lines = append(lines, fmt.Sprintf("%d %s: %s", counts[s], what, s.place))
	}
	return lines
}

// doing says in words what goroutines in a state do, and what one does. Those of a lower
// rank are the more likely to keep a server from answering.
func doing(state string) (rank int, many, single string) {
	switch {
	case strings.HasPrefix(state, "sync.Mutex"), strings.HasPrefix(state, "sync.RWMutex"), state == "semacquire":
		return 0, "wait for a lock", "waits for a lock"
	case strings.HasPrefix(state, "chan send"):
		return 1, "wait to send to a channel", "waits to send to a channel"
	case state == "running", state == "runnable":
		return 2, "run, perhaps in a loop", "runs, perhaps in a loop"
	case strings.HasPrefix(state, "chan receive"):
		return 3, "wait to receive from a channel", "waits to receive from a channel"
	case strings.HasPrefix(state, "select"):
		return 4, "wait in a select", "waits in a select"
	case state == "IO wait", state == "syscall":
		return 6, "wait for the network or the system", "waits for the network or the system"
	}
	return 5, "wait (" + state + ")", "waits (" + state + ")"
}
