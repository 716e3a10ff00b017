package docs_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// A command is a process of a section with all that it prints and all that it
// is expected to print.
type command struct {
	*exec.Cmd
	place  string // path:line of its "$ "
	port   string
	stdin  io.WriteCloser
	want   []string
	places []string      // path:line of each line of want
	done   chan struct{} // closed when it has ended
	grown  chan struct{} // receives when it has printed

	typed, interrupted bool

	mu      sync.Mutex
	printed bytes.Buffer // guarded by mu
}

// start runs a program in a process group of its own.
func (c *console) start(place, port, name string, args ...string) (*command, error) {
	cmd := &command{
		Cmd: exec.Command(name, args...), place: place, port: port,
		done: make(chan struct{}), grown: make(chan struct{}, 1),
	}
	cmd.Dir = c.root
	cmd.Env = append(os.Environ(), "PATH="+c.bin+string(filepath.ListSeparator)+os.Getenv("PATH"), "BLOCK_PORT="+port)
	cmd.Stdout, cmd.Stderr = cmd, cmd
	cmd.WaitDelay = 5 * time.Second
	ownGroup(cmd.Cmd)
	var err error
	if cmd.stdin, err = cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		defer close(cmd.done)
		cmd.Wait() // the output tells more than the exit status
	}()
	return cmd, nil
}

// Write takes what the process prints.
func (c *command) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	select {
	case c.grown <- struct{}{}:
	default:
	}
	return c.printed.Write(p)
}

func (c *command) text() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.printed.String()
}

func (c *command) ended() bool {
	select {
	case <-c.done:
		return true
	default:
		return false
	}
}

// compare returns what is wrong with the output so far, judged by match.
func (c *command) compare(match func(want []string, got string) bool) error {
	ended := c.ended() // before the look at the output, which is then complete
	got := asShown(c.text(), c.port, ended)
	if match(c.want, got) {
		return nil
	}
	place := c.place
	if n := firstMismatch(c.want, got); n < len(c.want) {
		place = c.places[n]
	}
	return fmt.Errorf("%s: %s\nthe command at %s printed:\n%s", place, difference(c.want, got), c.place, c.text())
}

// await returns once the output has begun with all that is expected so far.
func (c *command) await(patience time.Duration) error {
	limit := time.NewTimer(patience)
	defer limit.Stop()
	for {
		ended := c.ended()
		err := c.compare(begins)
		if err == nil || ended {
			return err
		}
		if hopeless(c.want, asShown(c.text(), c.port, false)) {
			return c.compare(begins) // more may have been printed since the last look
		}
		select {
		case <-c.grown:
		case <-c.done:
		case <-limit.C:
			return fmt.Errorf("after %v: %w", patience, err)
		}
	}
}

// finish waits for the end of the process and wants its output to be exactly
// what is expected.
func (c *command) finish(patience time.Duration) error {
	if !c.pause(patience) {
		return fmt.Errorf("%s: the command still runs after %v: end it with ^C, or go on in another terminal; it printed:\n%s", c.place, patience, c.text())
	}
	return c.compare(equals)
}

// pause waits for the end of the process, but not longer than limit.
func (c *command) pause(limit time.Duration) bool {
	select {
	case <-c.done:
		return true
	case <-time.After(limit):
		return false
	}
}

// listens returns once a connection to port succeeds.
func (c *command) listens(port string, patience time.Duration) error {
	limit := time.NewTimer(patience)
	defer limit.Stop()
	retry := time.NewTicker(10 * time.Millisecond)
	defer retry.Stop()
	for {
		// Somebody else's server may have taken the port: ours says so if it listens.
		err := errors.New("it hasn't said that it is listening")
		if strings.Contains(c.text(), "listening") {
			var conn net.Conn
			if conn, err = net.DialTimeout("tcp", "127.0.0.1:"+port, patience); err == nil {
				return conn.Close()
			}
		}
		select {
		case <-retry.C:
		case <-c.done:
			return fmt.Errorf("%s: the server ended before it listened:\n%s", c.place, c.text())
		case <-limit.C:
			return fmt.Errorf("%s: the server does not listen after %v: %w\n%s", c.place, patience, err, c.text())
		}
	}
}

// stop ends the process group, politely first, and tells whether that was
// enough.
func (c *command) stop(patience time.Duration) bool {
	c.stdin.Close()
	signalGroup(c.Cmd, syscall.SIGTERM)
	polite := c.pause(patience / 3)
	signalGroup(c.Cmd, syscall.SIGKILL) // also what outlived its parent
	<-c.done
	return polite
}
