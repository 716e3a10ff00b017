//go:build unix

package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os/signal"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A server outlives the terminal that it was started from, as Redis does.
func TestHangUpIsIgnored(t *testing.T) {
	signal.Reset(syscall.SIGHUP) // or the program might ignore it only because the test does
	p := run(t)
	p.ready()
	p.signal(syscall.SIGHUP)
	require.Equal(t, "+PONG\r\n+OK\r\n", p.converse("PING\r\nQUIT\r\n"))
	p.signal(syscall.SIGHUP)
	p.signal(syscall.SIGTERM)
	p.waitFor(`msg="shut down"`)
	p.wantExit()
}

// readyAs is ready for a log in any format.
func (p *process) readyAs(format string) {
	p.t.Helper()
	p.addr = regexp.MustCompile(`127\.0\.0\.1:\d+`).FindString(p.waitFor("ready: listening"))
	require.NotEmpty(p.t, p.addr, "%s: %q", format, p.said)
}

// awaitClosedPort waits until the program listens no more: a signal has arrived.
func (p *process) awaitClosedPort() {
	p.t.Helper()
	for {
		conn, err := net.Dial("tcp", p.addr)
		if err != nil {
			return // or the program has been killed as it hangs, which the caller notices
		}
		conn.Close()
		<-time.After(10 * time.Millisecond) // and leave the program a processor
	}
}

// Whoever reads the log may leave: the server answers on, in either format, and its end
// cuts off no reply.
func TestServerOutlivesTheReaderOfItsLog(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"text", "json"} {
		t.Run(format, func(t *testing.T) {
			p := run(t, "--maxclients", "2", "--maxclients-policy", "reject", "--grace-period", "1h", "--loglevel", "debug", "--log-format", format)
			p.readyAs(format)
			require.NoError(t, p.pipe.Close())

			conn, other := p.dial(), p.dial()
			const size = 10 << 20
			fmt.Fprintf(conn, "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$%d\r\n%s\r\nGET k\r\n", size, make([]byte, size))
			begin := fmt.Sprintf("+OK\r\n$%d\r\n", size)
			got := make([]byte, len(begin))
			_, err := io.ReadFull(conn, got)
			require.NoError(t, err)
			require.Equal(t, begin, string(got))
			refused, err := io.ReadAll(p.dial())
			require.NoError(t, err)
			require.Equal(t, "-ERR max number of clients reached\r\n", string(refused))
			fmt.Fprint(other, "*x\r\n")
			complaint, err := io.ReadAll(other)
			require.NoError(t, err)
			require.Contains(t, string(complaint), "-ERR Protocol error")

			p.signal(syscall.SIGTERM)
			p.awaitClosedPort()
			rest, err := io.ReadAll(conn)
			require.NoError(t, err)
			if want := append(make([]byte, size), "\r\n"...); !bytes.Equal(rest, want) {
				t.Errorf("got %d bytes of the rest of a reply, want %d", len(rest), len(want))
			}
			require.NoError(t, p.cmd.Wait())
		})
	}
}

// pingMuch sends so many commands at debug level that the log is some megabytes long.
func (p *process) pingMuch() {
	p.t.Helper()
	const pings = 40_000
	want := strings.Repeat("+PONG\r\n", pings) + "+OK\r\n"
	if got := p.converse(strings.Repeat("PING\r\n", pings) + "QUIT\r\n"); got != want {
		p.t.Fatalf("got %d bytes of replies, want %d", len(got), len(want))
	}
}

// A log that nobody reads keeps neither clients waiting nor signals from ending the
// server: one if its clients have all they asked for, else two.
func TestFullLogKeepsNobodyWaiting(t *testing.T) {
	t.Parallel()
	for _, signals := range []int{1, 2} {
		p := run(t, "--loglevel", "debug", "--grace-period", "1h")
		p.ready()
		p.pingMuch()
		if signals == 2 {
			p.stick()
		}
		for range signals {
			p.signal(syscall.SIGTERM)
			p.awaitClosedPort()
		}
		state, err := p.cmd.Process.Wait() // Cmd.Wait is for when all has been read
		require.NoError(t, err)
		if state.ExitCode() != 0 {
			t.Errorf("%d signals: the program ended with %v, want 0", signals, state)
		}
	}
}

// A log that is read again goes on, and says how many records it lacks.
func TestLogTellsWhatItLacks(t *testing.T) {
	t.Parallel()
	for format, want := range map[string]string{
		"text": ` level=WARN msg="the log was not read in time: records are lost" count=`,
		"json": `,"level":"WARN","msg":"the log was not read in time: records are lost","count":`,
	} {
		p := run(t, "--loglevel", "debug", "--log-format", format)
		p.readyAs(format)
		p.pingMuch()
		p.waitFor(want)
		p.signal(syscall.SIGTERM)
		p.waitFor("shut down")
		p.wantExit()
	}
}
