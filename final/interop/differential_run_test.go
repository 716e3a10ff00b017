package interop

import (
	"bufio"
	"fmt"
	"net"
	"time"
)

// A run is one server's side of a scenario. One goroutine uses it.
type run struct {
	s     *server
	now   time.Time // what <now:n> counts from, the same for both servers
	conns []*runConn
}

// A runConn is one connection of a scenario.
type runConn struct {
	net  net.Conn
	in   *bufio.Reader
	id   string // as CLIENT ID says, in scenarios that run alone
	dead bool   // the server has closed it
}

// A reply is what came back for one step.
type reply struct {
	frames []frame
	end    string // why there is no more; empty if the connection lives
}

// A transcript is all that a server answered to a scenario.
type transcript struct {
	run     *run
	replies []reply // one for each step
	rest    []reply // of each connection, after the steps and, if stepwise, before each
	dump    []frame // the keyspace that is left: see [player.dump]
}

// patience is how long a server may take to answer.
const patience = 20 * time.Second

// perform puts the player's server through the scenario. An error means that it
// cannot be reached, or cannot even begin.
func (p *player) perform(sc scenario, now time.Time) (*transcript, error) {
	r := &run{s: p.s, now: now}
	defer r.close()
	if err := r.open(p, sc); err != nil {
		return nil, fmt.Errorf("%s: %w", p.s.name, err)
	}
	t := &transcript{run: r}
	for i := 0; i < len(sc.steps); {
		end := i + 1
		for !sc.stepwise && end < len(sc.steps) && sc.steps[end].conn == sc.steps[i].conn {
			end++
		}
		if sc.stepwise {
			t.rest = append(t.rest, r.drain(i, sc)...)
		}
		t.replies = append(t.replies, r.exchange(sc.steps[i:end], i, sc)...)
		i = end
	}
	t.rest = append(t.rest, r.drain(len(sc.steps), sc)...)
	var err error
	t.dump, err = p.dump()
	return t, err
}

// open empties the keyspace and connects.
func (r *run) open(p *player, sc scenario) error {
	first := []command{{"FLUSHALL"}, {"CONFIG", "RESETSTAT"}}
	if sc.configured {
		first = append(first, parameterDefaults())
	}
	if _, err := p.ask(first...); err != nil {
		return err
	}
	for _, protocol := range sc.protocols {
		c, err := connect(r.s)
		if err != nil {
			return err
		}
		r.conns = append(r.conns, c)
		if protocol == 3 && !sc.locked {
			if _, err := c.ask(command{"HELLO", "3"}); err != nil {
				return err
			}
		}
	}
	if sc.alone {
		return p.settle(r.conns)
	}
	return nil
}

func (r *run) close() {
	for _, c := range r.conns {
		c.net.Close()
	}
}

func connect(s *server) (*runConn, error) {
	nc, err := net.Dial("tcp", s.addr)
	if err != nil {
		return nil, err
	}
	nc.SetDeadline(time.Now().Add(patience))
	return &runConn{net: nc, in: bufio.NewReader(nc)}, nil
}
