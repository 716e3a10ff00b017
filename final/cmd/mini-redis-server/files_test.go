//go:build unix

package main

import (
	"bufio"
	"fmt"
	"net"
	"testing"

	"github.com/stretchr/testify/require"
)

// askFor sends an inline command and returns the last line of the reply, which has n.
func askFor(t *testing.T, conn net.Conn, n int, command string) (line string) {
	t.Helper()
	fmt.Fprintf(conn, "%s\r\n", command)
	reply := bufio.NewReader(conn)
	for range n {
		var err error
		line, err = reply.ReadString('\n')
		require.NoError(t, err)
	}
	return line
}

// A program that may open few files takes fewer clients than it was asked to, of which
// 32 fewer than files; says so; and everybody gets an answer.
func TestClientsAreNoMoreThanTheFilesAllow(t *testing.T) {
	t.Parallel()
	p := runWithFiles(t, 128, "--maxclients-policy", "reject")
	p.waitFor(`level=WARN msg="fewer clients than asked for: each takes a file, see ulimit -n" maxclients=96 asked=10000 files=128`)
	p.ready()
	var first net.Conn
	for i := range 150 {
		conn := p.dial()
		if i >= 96 {
			line, err := bufio.NewReader(conn).ReadString('\n')
			require.NoError(t, err, "client %d", i+1)
			require.Equal(t, "-ERR max number of clients reached\r\n", line)
			continue
		}
		if i == 0 {
			first = conn
		}
		require.Equal(t, "+PONG\r\n", askFor(t, conn, 1, "PING"))
	}
	require.Equal(t, "96\r\n", askFor(t, first, 5, "CONFIG GET maxclients"))
	require.Equal(t, "-ERR CONFIG SET failed (possibly related to argument 'maxclients') - The operating system is not able to handle the specified number of clients, try with 96\r\n",
		askFor(t, first, 1, "CONFIG SET maxclients 97"))
	require.Equal(t, "96\r\n", askFor(t, first, 5, "CONFIG GET maxclients"))
}

// Clients over what the files allow wait, and are served when others leave.
func TestClientsOverWhatTheFilesAllowWait(t *testing.T) {
	t.Parallel()
	p := runWithFiles(t, 40)
	p.ready()
	var clients []net.Conn
	for range 8 {
		clients = append(clients, p.dial())
		require.Equal(t, "+PONG\r\n", askFor(t, clients[len(clients)-1], 1, "PING"))
	}
	last := p.dial()
	fmt.Fprint(last, "CLIENT ID\r\n")
	p.waitFor("connection limit reached: further clients wait\" maxclients=8")
	clients[0].Close()
	line, err := bufio.NewReader(last).ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, ":9\r\n", line)
}

// With a limit that suffices nothing is said of it, and with one that leaves no client
// the program does not start.
func TestFewestFilesToStartWith(t *testing.T) {
	t.Parallel()
	p := runWithFiles(t, 42, "--maxclients", "10")
	p.ready()
	require.Len(t, p.said, 1, "the log")
	require.Equal(t, "10\r\n", askFor(t, p.dial(), 5, "CONFIG GET maxclients"))

	p = runWithFiles(t, 32)
	require.False(t, p.log.Scan() && p.log.Text() != "mini-redis-server: the process may open 32 files, and needs 33; see ulimit -n", "got %q", p.log.Text())
	require.Equal(t, 1, exitCode(p))
}

func exitCode(p *process) int {
	p.cmd.Wait()
	return p.cmd.ProcessState.ExitCode()
}
