package interop

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A player is one of the two servers of a contest, with a connection beside those
// of the scenarios. One goroutine uses it at a time.
type player struct {
	s       *server
	locked  bool     // the server has a password
	control *runConn // nil until it is needed, and after CLIENT KILL has hit it
}

// ask sends commands on the control connection and returns a reply for each.
func (p *player) ask(commands ...command) (frames []frame, err error) {
	for range 2 {
		if p.control == nil {
			if p.control, err = p.connect(); err != nil {
				return nil, err
			}
		}
		p.control.net.SetDeadline(time.Now().Add(patience))
		if frames, err = p.control.ask(commands...); err == nil {
			return frames, nil
		}
		p.close() // it was killed: try another
	}
	return nil, fmt.Errorf("%s: %w", p.s.name, err)
}

// connect returns a connection that may use all commands.
func (p *player) connect() (*runConn, error) {
	c, err := connect(p.s)
	if err == nil && p.locked {
		_, err = c.ask(command{"AUTH", password})
	}
	return c, err
}

func (p *player) close() {
	if p.control != nil {
		p.control.net.Close()
		p.control = nil
	}
}

// clientIDs returns the ids of all clients by their addresses.
func (p *player) clientIDs() (map[string]string, error) {
	frames, err := p.ask(command{"CLIENT", "LIST"})
	if err != nil {
		return nil, err
	}
	if frames[0].isError() {
		return nil, errors.New(frames[0].text)
	}
	ids := map[string]string{}
	for line := range strings.Lines(frames[0].text) {
		id, rest, _ := strings.Cut(line, " addr=")
		addr, _, _ := strings.Cut(rest, " ")
		ids[addr] = strings.TrimPrefix(id, "id=")
	}
	return ids, nil
}

// settle returns when the server has accepted the connections, whose ids it sets,
// and has forgotten all others but the control connection.
func (p *player) settle(conns []*runConn) error {
	for start := time.Now(); time.Since(start) < patience; {
		ids, err := p.clientIDs()
		if err != nil {
			return err
		}
		known := 0
		for _, c := range conns {
			if c.id = ids[c.net.LocalAddr().String()]; c.id != "" {
				known++
			}
		}
		if known == len(conns) && len(ids) == len(conns)+1 {
			return nil
		}
	}
	return fmt.Errorf("%s does not forget its former clients", p.s.name)
}

// dump returns the name, value and PEXPIRETIME of each key, in the order of the
// names.
func (p *player) dump() (all []frame, err error) {
	names, err := p.ask(command{"KEYS", "*"})
	if err != nil || len(names[0].elems) == 0 {
		return nil, err
	}
	var commands []command
	for _, name := range slices.Sorted(slices.Values(names[0].strings())) {
		commands = append(commands, command{"ECHO", name}, command{"GET", name}, command{"PEXPIRETIME", name})
	}
	return p.ask(commands...)
}
