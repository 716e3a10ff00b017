package interop

import (
	"bufio"
	"errors"
	"io"
	"net"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// A plantedFault is what a plantedServer does wrong.
type plantedFault string

const (
	noFault      plantedFault = "nothing"
	staleGet     plantedFault = "GET answers the value before the last one"
	lostIncr     plantedFault = "INCR reads and writes under two locks"
	twoStepMset  plantedFault = "MSET takes effect key by key"
	lateDel      plantedFault = "DEL takes effect after its reply"
	sharedGetdel plantedFault = "GETDEL hands one value to two clients"
	forgetfulNx  plantedFault = "SETNX looks and writes under two locks"
	halfCommand  plantedFault = "a command that was cut off takes effect"
	rashGet      plantedFault = "GET overtakes the command before it in the pipeline"
)

// A plantedServer is a server of one world, with a fault.
type plantedServer struct {
	fault plantedFault
	wg    sync.WaitGroup // connections, and commands that are late

	mu     sync.Mutex
	world  linearWorld        // guarded by mu
	before [linearKeys]string // value of each key before its last change; guarded by mu
}

// servePlanted starts a server and returns its address. It ends with the test,
// when all its clients have left.
func servePlanted(t *testing.T, fault plantedFault) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &plantedServer{fault: fault}
	s.wg.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			s.wg.Go(func() {
				defer conn.Close()
				s.serve(conn)
			})
		}
	})
	t.Cleanup(func() {
		l.Close()
		s.wg.Wait()
	})
	return l.Addr().String()
}

func (s *plantedServer) serve(conn net.Conn) {
	in, out := bufio.NewReader(conn), bufio.NewWriter(conn)
	for in.Buffered() > 0 || out.Flush() == nil {
		c, err := plantedCommand(in)
		if err != nil {
			if complete := !c.takesValues() || len(c.values) == len(c.keys); s.fault == halfCommand && complete && len(c.keys) > 0 {
				s.do(c)
			}
			return
		}
		if s.fault == rashGet && c.name != "GET" && in.Buffered() > 0 {
			next, err := plantedCommand(in)
			if err != nil {
				return
			}
			answer := ""
			if next.name == "GET" {
				answer = s.do(next)
			}
			out.WriteString(s.do(c))
			c = next
			if answer != "" {
				out.WriteString(answer)
				continue
			}
		}
		out.WriteString(s.do(c))
	}
}

// do returns the reply to c and applies it, in the way of the server's fault.
func (s *plantedServer) do(c linearCommand) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := c.keys[0]
	switch {
	case s.fault == staleGet && c.name == "GET" && s.before[key] != "":
		return linearBulk(s.before[key])
	case s.fault == twoStepMset && c.name == "MSET":
		for i, key := range c.keys {
			s.apply(linearCommand{name: "SET", keys: []int{key}, values: c.values[i : i+1]})
			s.pause()
		}
		return "+OK\r\n"
	case s.fault == lateDel && c.name == "DEL":
		reply, _ := s.world.apply(c)
		s.wg.Go(func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.pause()
			s.apply(c)
		})
		return reply
	case s.fault == lostIncr && c.name == "INCR",
		s.fault == sharedGetdel && c.name == "GETDEL",
		s.fault == forgetfulNx && c.name == "SETNX":
		reply, after := s.world.apply(c)
		s.pause()
		s.world[key] = after[key]
		return reply
	}
	return s.apply(c)
}

// apply is the whole of a correct server. The caller holds s.mu.
func (s *plantedServer) apply(c linearCommand) string {
	reply, after := s.world.apply(c)
	for key := range after {
		if after[key] != s.world[key] {
			s.before[key] = s.world[key]
		}
	}
	s.world = after
	return reply
}

// pause lets others in. The caller holds s.mu, and again on return.
func (s *plantedServer) pause() {
	s.mu.Unlock()
	for range 100 {
		runtime.Gosched()
	}
	s.mu.Lock()
}

// plantedCommand reads a command. One that ends too early is returned as far as it
// came, with the error.
func plantedCommand(in *bufio.Reader) (c linearCommand, err error) {
	n, err := plantedLength(in, '*')
	if err != nil {
		return c, err
	}
	for i := range n {
		size, err := plantedLength(in, '$')
		if err != nil {
			return c, err
		}
		arg := make([]byte, size+2)
		got, err := io.ReadFull(in, arg)
		arg = arg[:min(got, size)]
		switch {
		case i == 0:
			c.name = string(arg)
		case c.takesValues() && len(c.keys) > len(c.values):
			c.values = append(c.values, string(arg))
		case len(arg) == size: // the name of a key ends in its index
			c.keys = append(c.keys, int(arg[size-1]-'0'))
		}
		if err != nil {
			return c, err
		}
	}
	return c, nil
}

func plantedLength(in *bufio.Reader, kind byte) (int, error) {
	line, err := in.ReadString('\n')
	if err != nil {
		return 0, err
	}
	if line[0] != kind {
		return 0, errors.New("unexpected " + strconv.Quote(line))
	}
	return strconv.Atoi(strings.TrimSuffix(line[1:], "\r\n"))
}
