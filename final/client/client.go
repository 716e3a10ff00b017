package client

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"mini-redis/final/resp"
)

// maxWaiting is how many calls may wait to be sent, and how many for their
// replies. Further callers wait outside, each with nothing but its own command.
const maxWaiting = 1024

// Reply is what a server answers: see package resp. It belongs to whoever
// receives it.
type Reply = resp.Reply

// A Client talks to one server over one connection, on behalf of any number of
// goroutines.
type Client struct {
	addr string
	opts Options

	queue chan *call // calls that wait to be sent
	calls sync.Pool  // *call

	// backlog holds calls that were taken from the queue and not sent, oldest
	// first. It belongs to run.
	backlog []*call

	// outage is why there is no connection, nil if there is one or nobody has
	// wanted one since the last was lost.
	outage atomic.Pointer[error]

	closing context.Context // ends when Close begins
	close   context.CancelFunc
	stopped chan struct{} // closed when no call will be served any more

	mu         sync.Mutex     // orders add after or before Close
	goroutines sync.WaitGroup // run, and those of Subscribers; Add under mu, before closing has ended
}

// Dial connects to the server at addr, host:port or with Options.Network the path of
// a Unix socket, and returns a Client that has proven to work: it has authenticated
// and had a reply. When the connection is
// lost later, the Client makes another one as soon as a caller needs it. ctx is
// for Dial alone.
func Dial(ctx context.Context, addr string, o Options) (*Client, error) {
	o = o.withDefaults()
	if o.Protocol != 2 && o.Protocol != 3 {
		return nil, fmt.Errorf("client: no RESP version %d", o.Protocol)
	}
	first, err := o.connect(ctx, addr)
	if err != nil {
		return nil, err
	}
	c := &Client{addr: addr, opts: o, queue: make(chan *call, maxWaiting), stopped: make(chan struct{})}
	c.calls.New = func() any { return newCall() }
	c.closing, c.close = context.WithCancel(context.Background())
	c.goroutines.Go(func() { c.run(first) })
	return c, nil
}

// Close ends the connection and those of the Client's Subscribers. Callers that
// wait get ErrClosed, together with ErrUnknownOutcome if their command may have
// been sent. Close returns when all goroutines of the Client have ended; further
// calls do, too. The error is always nil.
func (c *Client) Close() error {
	c.mu.Lock()
	c.close()
	c.mu.Unlock()
	c.goroutines.Wait()
	return nil
}

// start runs f in a goroutine that Close waits for, unless Close has begun.
func (c *Client) start(f func()) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closing.Err() != nil {
		return false
	}
	c.goroutines.Go(f)
	return true
}

// Do sends a command and returns its reply. args are the name and the arguments,
// of any bytes; they are copied. An error reply is returned as a [*ServerError],
// the null reply as [ErrNil]; inside of an aggregate both are elements like others.
//
// If ctx ends first, Do returns its error at once, wrapped in ErrUnknownOutcome
// if the command may have been sent already. Other errors are ErrShared,
// ErrClosed, why there is no connection, and, wrapped in ErrUnknownOutcome, why it
// was lost.
//
// A command that blocks in the server, such as BLPOP, holds up everybody.
func (c *Client) Do(ctx context.Context, args ...string) (Reply, error) {
	if err := checkShared(args); err != nil {
		return Reply{}, err
	}
	call := c.calls.Get().(*call)
	call.command(args)
	done, err := c.submit(ctx, call)
	if !done {
		return Reply{}, err
	}
	reply := call.reply
	c.recycle(call)
	if err == nil {
		err = replyError(&reply)
	}
	return reply, err
}

// submit queues a call and waits until it is done. If done is false, its caller has
// left and must not touch it any more.
func (c *Client) submit(ctx context.Context, call *call) (done bool, err error) {
	if ctx.Err() != nil {
		return false, contextError(ctx)
	}
	if c.closing.Err() != nil {
		return false, ErrClosed
	}
	select {
	case c.queue <- call:
	case <-ctx.Done():
		return false, c.explain(contextError(ctx))
	case <-c.stopped:
		return false, ErrClosed
	}
	select {
	case <-call.done:
		return true, call.err
	case <-ctx.Done():
		if !call.leave() {
			return false, unknown(contextError(ctx))
		}
		return false, c.explain(contextError(ctx))
	case <-c.stopped:
	}
	select {
	case <-call.done:
		return true, call.err
	default:
		return false, ErrClosed // nobody takes from the queue any more
	}
}

// explain adds to the error of a caller that waited in vain why there was no
// connection.
func (c *Client) explain(err error) error {
	if outage := c.outage.Load(); outage != nil {
		return fmt.Errorf("%w (%w)", err, *outage)
	}
	return err
}

func (c *Client) recycle(call *call) {
	if call.reuse() {
		c.calls.Put(call)
	}
}

// checkShared refuses what would spoil the connection for others.
func checkShared(args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("%w: no command", ErrShared)
	}
	switch name := strings.ToUpper(args[0]); name {
	case "SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE",
		"MONITOR", "SYNC", "PSYNC", "HELLO", "AUTH", "SELECT", "RESET", "QUIT",
		"MULTI", "EXEC", "DISCARD", "WATCH", "UNWATCH", "READONLY", "READWRITE", "ASKING":
		return fmt.Errorf("%w: %s", ErrShared, name)
	case "CLIENT":
		if len(args) < 2 {
			return nil
		}
		switch sub := strings.ToUpper(args[1]); sub {
		case "REPLY", "SETNAME", "SETINFO", "NO-EVICT", "NO-TOUCH", "TRACKING", "CACHING":
			return fmt.Errorf("%w: CLIENT %s", ErrShared, sub)
		}
	}
	return nil
}
