package mistakes

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"mini-redis/final/check"
)

// Mistakes that a client doesn't see, or that make it wait: what shows them is the process. Their
// server is a program of its own, and as small as a beginner's.
const (
	lockNotGivenBack   mistake = "lock-not-given-back"
	handlersFillChan   mistake = "handlers-fill-a-channel"
	replyNotFlushed    mistake = "reply-not-flushed"
	acceptErrorEnds    mistake = "accept-error-ends-the-loop"
	acceptErrorCrashes mistake = "accept-error-ends-the-server"
	acceptErrorSpins   mistake = "accept-error-is-retried-at-once"
	promiseIsTaken     mistake = "announced-bytes-are-allocated"
	elementsAreTaken   mistake = "announced-elements-are-allocated"
	outboxUnbounded    mistake = "outbox-without-bound"
	goroutineStays     mistake = "goroutine-stays-after-close"
	stopHangs          mistake = "stop-waits-for-idle-clients"
	runsInCircles      mistake = "runs-in-circles" // and serves nobody
)

// TestMain lets this program be the server with a mistake: its arguments are "planted", the
// mistake and the port.
func TestMain(m *testing.M) {
	if len(os.Args) == 4 && os.Args[1] == "planted" {
		serveProcess(mistake(os.Args[2]), os.Args[3])
		return
	}
	flag.Set("test.parallel", "8") // most tests wait most of the time
	os.Exit(m.Run())
}

// process is the command for a server with a mistake, "" for none.
func process(m mistake) check.Command {
	return check.Command{Args: []string{os.Args[0], "planted", string(m), "{port}"}}
}

// A small server knows PING, ECHO, GET and SET.
type small struct {
	plant mistake

	mu   sync.Mutex
	keys map[string]string // guarded by mu

	events chan string // what the clients do, for whoever reads it
}

func (s *small) has(m mistake) bool { return s.plant == m }

func serveProcess(plant mistake, port string) {
	for n := 0; plant == runsInCircles; n++ {
	}
	l, err := net.Listen("tcp", "127.0.0.1:"+port)
	if err != nil {
		panic(err)
	}
	var clients sync.WaitGroup
	if plant == stopHangs {
		stopped, _ := signal.NotifyContext(context.Background(), syscall.SIGTERM)
		context.AfterFunc(stopped, func() {
			clients.Wait() // those that say nothing, too
			os.Exit(0)
		})
	}
	s := &small{plant: plant, keys: map[string]string{}, events: make(chan string, 4)}
	for {
		conn, err := l.Accept()
		switch {
		case err == nil:
			clients.Go(func() { s.serve(conn) })
		case s.has(acceptErrorCrashes):
			panic(err)
		case s.has(acceptErrorEnds):
			select {}
		case !s.has(acceptErrorSpins):
			<-time.After(10 * time.Millisecond)
		}
	}
}

// serve answers the commands of a client.
func (s *small) serve(conn net.Conn) {
	defer conn.Close()
	in, out := bufio.NewReader(conn), bufio.NewWriter(conn)
	if s.has(goroutineStays) {
		done := make(chan struct{})
		go func() {
			<-done // which nobody closes
			out.Flush()
		}()
	}
	var pieces chan string
	if s.has(outboxUnbounded) {
		pieces = make(chan string, 4096) // more than ever wait
		defer close(pieces)
		go func() {
			for piece := range pieces {
				io.WriteString(conn, piece)
			}
		}()
	}
	for {
		args, err := s.read(in)
		if err != nil {
			return
		}
		reply, flush := s.reply(args)
		if s.has(outboxUnbounded) {
			pieces <- strings.Clone(reply)
			continue
		}
		out.WriteString(reply)
		if flush && in.Buffered() == 0 && out.Flush() != nil {
			return
		}
	}
}

// reply runs a command.
func (s *small) reply(args []string) (reply string, flush bool) {
	if s.has(handlersFillChan) {
		s.events <- args[0]
	}
	switch strings.ToUpper(args[0]) {
	case "PING":
		return "+PONG\r\n", true
	case "ECHO":
		return fmt.Sprintf("$%d\r\n%s\r\n", len(args[1]), args[1]), true
	case "SET":
		s.mu.Lock()
		defer s.mu.Unlock()
		s.keys[args[1]] = args[2]
		return "+OK\r\n", !s.has(replyNotFlushed)
	case "GET":
		return s.get(args[1]), true
	}
	return fmt.Sprintf("-ERR unknown command '%s'\r\n", args[0]), true
}

func (s *small) get(key string) string {
	s.mu.Lock()
	value, ok := s.keys[key]
	if !ok && s.has(lockNotGivenBack) {
		return "$-1\r\n"
	}
	s.mu.Unlock()
	if !ok {
		return "$-1\r\n"
	}
	return fmt.Sprintf("$%d\r\n%s\r\n", len(value), value)
}

// read returns the next command. Memory follows what has come, and not what is announced.
func (s *small) read(in *bufio.Reader) (args []string, err error) {
	count, err := header(in, '*')
	if err != nil || count < 1 || count > 1<<20 {
		return nil, errors.Join(err, syscall.EINVAL)
	}
	if s.has(elementsAreTaken) {
		args = make([]string, 0, count)
	}
	for range count {
		size, err := header(in, '$')
		if err != nil || size < 0 || size > 512<<20 {
			return nil, errors.Join(err, syscall.EINVAL)
		}
		var arg []byte
		if s.has(promiseIsTaken) {
			arg = make([]byte, size)
			_, err = io.ReadFull(in, arg)
		} else {
			arg, err = io.ReadAll(io.LimitReader(in, int64(size)))
		}
		if _, end := in.Discard(2); err != nil || end != nil {
			return nil, errors.Join(err, end)
		}
		args = append(args, string(arg))
	}
	return args, nil
}

// header reads a line with a number.
func header(in *bufio.Reader, kind byte) (int, error) {
	line, err := in.ReadString('\n')
	if err != nil || line[0] != kind {
		return 0, errors.Join(err, syscall.EINVAL)
	}
	return strconv.Atoi(strings.TrimRight(line[1:], "\r\n"))
}
