package check

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// A Command is a program that is the server, in any language. For each server
// that is needed it is started once, without a shell, in a process group of its
// own, and told by its arguments or its environment, as it likes:
//
//	{port}      PORT       where to listen, on 127.0.0.1
//	{maxconns}  MAXCONNS   how many connections to serve at once
//	{grace}     GRACE_MS   how many milliseconds clients have after SIGTERM
//
// What stands in braces is replaced in Args. What the program prints is read, and
// its end is kept for the report of a failure.
type Command struct {
	Args []string // the program and its arguments
	Dir  string   // where it runs, "" for here

	// LimitArgs returns further arguments for a server with these limits, in which
	// zero means none. It may be nil.
	LimitArgs func(Limits) []string

	// Races is a directory for the reports of the race detector, if the program is built with
	// it, or else "". A report fails the case that is played.
	Races string

	// Patience is how long it may take until it listens. Zero means 10 s.
	Patience time.Duration
}

func (c Command) start(ctx context.Context, limits Limits, ports *portRange) (*server, error) {
	if len(c.Args) == 0 {
		return nil, errors.New("there is no command to start")
	}
	port, release, err := ports.free()
	if err != nil {
		return nil, err
	}
	defer release() // the server listens by then, or has ended
	var more []string
	if c.LimitArgs != nil {
		more = c.LimitArgs(limits)
	}
	limits = limits.withDefaults()
	values := []string{
		"{port}", strconv.Itoa(port),
		"{maxconns}", strconv.Itoa(limits.MaxConns),
		"{grace}", strconv.FormatInt(limits.Grace.Milliseconds(), 10),
	}
	replace := strings.NewReplacer(values...)
	args := make([]string, len(c.Args))
	for i, arg := range c.Args {
		args[i] = replace.Replace(arg)
	}
	args = append(args, more...)
	if limits.descriptors > 0 {
		args = append([]string{"/bin/sh", "-c", fmt.Sprintf(`ulimit -n %d; exec "$0" "$@"`, limits.descriptors)}, args...)
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir = c.Dir
	cmd.Env = append(os.Environ(), "PORT="+values[1], "MAXCONNS="+values[3], "GRACE_MS="+values[5])
	var races *raceLog
	if c.Races != "" {
		program, _ := goProgramOf(cmd.Path, c.Dir)
		races = &raceLog{prefix: filepath.Join(c.Races, "races-"+values[1]), program: program, read: map[string]int{}}
		cmd.Env = append(cmd.Env, races.env())
	}
	s, err := launch(cmd)
	if err != nil {
		return nil, fmt.Errorf("the server can't be started: %w", err)
	}
	s.races = races
	s.addr = net.JoinHostPort("127.0.0.1", values[1])
	patience := c.Patience
	if patience == 0 {
		patience = 10 * time.Second
	}
	if err := waitUntilListening(ctx, s, patience); err != nil {
		s.kill()
		return nil, &startError{err, s.log(0)}
	}
	return s, nil
}

// A startError is why a server didn't come up, and what it printed.
type startError struct {
	error
	log string
}

func (e *startError) Unwrap() error { return e.error }

// launch starts cmd in a process group of its own.
func launch(cmd *exec.Cmd) (*server, error) {
	output, err := newOutput()
	if err != nil {
		return nil, err
	}
	cmd.Stdout, cmd.Stderr = output.in, output.in
	ownGroup(cmd)
	if err := cmd.Start(); err != nil {
		output.closeIn()
		output.closeOut()
		return nil, err
	}
	done := make(chan struct{})
	var result error
	go func() {
		defer close(done)
		result = cmd.Wait()
		killGroup(cmd.Process) // at once: the number of a group that has ended may be used again
		output.closeIn()
		select {
		case <-output.read:
		case <-time.After(time.Second): // a process that has left the group may hold it open
		}
		output.closeOut()
	}()
	s := &server{
		done:   done,
		status: func() error { return result },
		kill: func() {
			select {
			case <-done:
			default:
				killGroup(cmd.Process)
				<-done
			}
		},
		pid:     cmd.Process.Pid,
		stands:  func() []string { return goroutinesOf(cmd.Process, cmd.Path, cmd.Dir, output, done) },
		printed: output.length,
		log:     output.since,
	}
	if canSignal {
		s.terminate = func() error {
			if s.ended() {
				return nil // there is nobody to signal
			}
			return terminateGroup(cmd.Process)
		}
	}
	return s, nil
}
