package expiry

import (
	"context"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"

	framing "mini-redis/step02_framing"

	"github.com/stretchr/testify/require"
)

const ok = framing.SimpleString("OK")

// call runs one command as the connection loop does, but without a connection,
// and returns its reply. A command of this step that has none, or two, panics.
func call(commands framing.Table, args ...string) framing.Frame {
	handle, problem := commands.Find(args)
	if problem != nil {
		return problem
	}
	var replies []framing.Frame
	handle(func(f framing.Frame) { replies = append(replies, f) }, args)
	if len(replies) != 1 {
		panic(fmt.Sprintf("%q has %d replies", args, len(replies)))
	}
	return replies[0]
}

// callLine calls the command whose words line holds, separated by blanks.
func callLine(commands framing.Table, line string) framing.Frame {
	return call(commands, strings.Fields(line)...)
}

// startSweeper sweeps s until stop is called, which waits for the sweeper.
func startSweeper(s *Store) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var sweeper sync.WaitGroup
	sweeper.Go(func() { s.Sweep(ctx) })
	return func() {
		cancel()
		sweeper.Wait()
	}
}

// A pipeListener accepts the far ends of pipes. Time in a bubble stands still
// while a goroutine waits for a socket; for a pipe it may.
type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newPipeListener() *pipeListener {
	return &pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *pipeListener) Addr() net.Addr { return nil }

// A client is the near end of a pipe.
type client struct {
	enc *framing.Encoder
	dec *framing.Decoder
}

func (l *pipeListener) connect(t *testing.T) *client {
	near, far := net.Pipe()
	t.Cleanup(func() { near.Close() })
	l.conns <- far
	return &client{framing.NewEncoder(near), framing.NewDecoder(near)}
}

// do sends the command whose words line holds, and returns the reply.
func (c *client) do(t *testing.T, line string) framing.Frame {
	t.Helper()
	command := framing.Array{}
	for word := range strings.FieldsSeq(line) {
		command = append(command, framing.Bulk(word))
	}
	require.NoError(t, c.enc.Encode(command))
	require.NoError(t, c.enc.Flush())
	reply, err := c.dec.Frame()
	require.NoError(t, err)
	return reply
}
