package store_test

import (
	"fmt"
	"net"
	"sync"
	"testing"
	"time"

	framing "mini-redis/step02_framing"
)

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

// A client is one end of a pipe. At the other a server reads and writes as it
// would on a socket.
type client struct {
	conn net.Conn
	enc  *framing.Encoder
	dec  *framing.Decoder
}

// connect returns a client of a server that knows commands. Both end with the
// test. After 30 s the reads and writes of both fail: nothing takes as long, but
// where a broken server would hang, the test then fails.
func connect(t *testing.T, commands framing.Table) *client {
	t.Helper()
	near, far := net.Pipe()
	var server sync.WaitGroup
	server.Go(func() {
		defer far.Close()
		framing.ServeConn(far, commands)
	})
	t.Cleanup(func() {
		near.Close()
		server.Wait()
	})
	hung := time.Now().Add(30 * time.Second)
	near.SetDeadline(hung)
	far.SetDeadline(hung)
	return &client{near, framing.NewEncoder(near), framing.NewDecoder(near)}
}

// send sends one command and doesn't wait for the reply.
func (c *client) send(args ...string) error {
	command := framing.Array{}
	for _, arg := range args {
		command = append(command, framing.Bulk(arg))
	}
	if err := c.enc.Encode(command); err != nil {
		return err
	}
	return c.enc.Flush()
}

// do sends one command and returns its reply. It may be called from any
// goroutine: on an error the test goes on, but has failed.
func (c *client) do(t *testing.T, args ...string) framing.Frame {
	t.Helper()
	if err := c.send(args...); err != nil {
		t.Errorf("sending %.40q: %v", args, err)
		return nil
	}
	reply, err := c.dec.Frame()
	if err != nil {
		t.Errorf("waiting for the reply to %.40q: %v", args, err)
	}
	return reply
}
