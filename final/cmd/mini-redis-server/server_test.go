//go:build unix

package main

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

var structured = regexp.MustCompile(`^time=\S+ level=(DEBUG|INFO|WARN|ERROR) msg=\S`)

// A signal ends the program at once if nobody waits for a reply, even a signal that
// comes as soon as the program says that it is ready.
func TestSignalsEndTheProgram(t *testing.T) {
	for _, signal := range []os.Signal{syscall.SIGTERM, syscall.SIGINT} {
		p := run(t)
		p.ready()
		p.signal(signal)
		p.wantExit()
		require.Len(t, p.said, 3, "the log")
		for i, want := range []string{`msg="ready: listening"`, `msg="shutting down; a second signal forces it" grace=10s`, `msg="shut down"`} {
			if !structured.MatchString(p.said[i]) || !strings.Contains(p.said[i], " level=INFO "+want) {
				t.Errorf("%v: line %d of the log is %q, want %s", signal, i, p.said[i], want)
			}
		}
	}
}

func TestSecondSignalForcesTheEnd(t *testing.T) {
	p := run(t, "--grace-period", "1h")
	p.ready()
	p.stick()
	p.signal(syscall.SIGTERM)
	p.waitFor("shutting down")
	p.signal(syscall.SIGINT)
	line := p.waitFor("shut")
	if want := "level=WARN msg=\"shutdown forced: connections were cut off\" cause="; !strings.Contains(line, want) {
		t.Errorf("got %q, want %s", line, want)
	}
	p.wantExit()
}

func TestGracePeriodForcesTheEnd(t *testing.T) {
	p := run(t, "--grace-period", "10ms")
	p.ready()
	p.stick()
	p.signal(syscall.SIGTERM)
	p.waitFor("shutting down")
	line := p.waitFor("shut")
	if want := "cause=\"context deadline exceeded\""; !strings.Contains(line, want) {
		t.Errorf("got %q, want %s", line, want)
	}
	p.wantExit()
}

// At debug level the log tells of each client, by default it does not.
func TestLogLevelFiltersTheLog(t *testing.T) {
	p := run(t)
	p.ready()
	conn := p.dial()
	fmt.Fprint(conn, "QUIT\r\n")
	reply, err := io.ReadAll(conn)
	require.NoError(t, err)
	require.Equal(t, "+OK\r\n", string(reply))
	p.signal(syscall.SIGTERM)
	p.wantExit()
	require.Len(t, p.said, 3, "the log")

	p = run(t, "--loglevel", "debug")
	p.ready()
	p.dial().Close()
	p.waitFor(`level=DEBUG msg="client connected" addr=127.0.0.1:`)
	p.waitFor(`level=DEBUG msg="client gone" addr=127.0.0.1:`)
	p.signal(syscall.SIGTERM)
	p.wantExit()
	for _, line := range p.said {
		if !structured.MatchString(line) {
			t.Errorf("%q is no line of a log", line)
		}
	}
}
