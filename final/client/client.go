package client

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
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

// A Client talks to one server, over one connection or Options.Conns of them, on behalf of any
// number of goroutines.
type Client struct {
	addr string
	opts Options
	log  *slog.Logger

	lanes []*lane
	calls sync.Pool // *call
	alarm alarm     // of calls without a deadline

	closing context.Context // ends when Close begins
	close   context.CancelFunc
	serving context.Context // ends when no call will be served any more
	stopped context.CancelFunc

	mu         sync.Mutex     // orders add after or before Close
	goroutines sync.WaitGroup // those of lanes and of Subscribers; Add under mu, before closing has ended
}

// Dial is New with a first connection: the Client has proven to work, it has authenticated and had a
// reply. ctx is for Dial alone.
func Dial(ctx context.Context, addr string, o Options) (*Client, error) {
	c, err := newClient(addr, o)
	if err != nil {
		return nil, err
	}
	first, err := c.connect(ctx)
	if err != nil {
		return nil, err
	}
	c.begin(first)
	return c, nil
}

// New returns a Client for the server at addr, host:port or with Options.Network the path of a Unix
// socket, without connecting: the first caller lets it connect, and waits for that. So a program can
// start before its server. When a connection is lost, the Client makes another one as soon as a caller
// needs it. The errors are those of wrong options.
func New(addr string, o Options) (*Client, error) {
	c, err := newClient(addr, o)
	if err != nil {
		return nil, err
	}
	c.begin(nil)
	return c, nil
}

func newClient(addr string, o Options) (*Client, error) {
	o = o.withDefaults()
	if err := o.check(); err != nil {
		return nil, err
	}
	c := &Client{addr: addr, opts: o, log: o.Log.With("addr", addr)}
	for range o.Conns {
		c.lanes = append(c.lanes, newLane(c))
	}
	c.calls.New = func() any { return newCall() }
	c.closing, c.close = context.WithCancel(context.Background())
	c.serving, c.stopped = context.WithCancel(context.Background())
	return c, nil
}

// begin starts the lanes, the first with a connection unless that is nil.
func (c *Client) begin(first *wire) {
	var running atomic.Int32
	running.Store(int32(len(c.lanes)))
	for i, n := range c.lanes {
		var w *wire
		if i == 0 {
			w = first
		}
		c.goroutines.Go(func() {
			n.run(w)
			if running.Add(-1) == 0 {
				c.stopped()
			}
		})
	}
}

// connect makes a connection.
func (c *Client) connect(ctx context.Context) (*wire, error) {
	w, err := c.opts.connect(ctx, c.addr)
	switch {
	case err == nil:
		c.log.Info("connected")
	case c.closing.Err() == nil:
		c.log.Warn("not connected", "reason", err)
	}
	return w, err
}

// Close ends the connections and those of the Client's Subscribers. Callers that
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
// of any bytes, see [Args]; they are copied. An error reply is returned as a [*ServerError],
// the null reply as [ErrNil]; inside of an aggregate both are elements like others.
//
// If ctx ends first, Do returns its error at once, wrapped in ErrUnknownOutcome
// if the command may have been sent already; a ctx without a deadline has that of
// Options.Timeout. Other errors are ErrShared, ErrClosed, why there is no connection,
// and, wrapped in ErrUnknownOutcome, why it was lost.
//
// A command that blocks in the server, such as BLPOP, holds up everybody on its connection.
func (c *Client) Do(ctx context.Context, args ...string) (Reply, error) {
	if err := checkShared(args); err != nil {
		return Reply{}, err
	}
	call := c.calls.Get().(*call)
	call.command(args)
	done, err := c.submit(ctx, call, c.opts.RetryReads && readsOnly(args[0]))
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

// maxSends is how often a command that only reads may be sent.
const maxSends = 3

// submit queues a call and waits until it is done. If done is false, its caller has
// left and must not touch it any more. A call that is repeatable is sent again if its connection
// was lost.
func (c *Client) submit(ctx context.Context, call *call, repeatable bool) (done bool, err error) {
	limit := c.serving
	if _, ok := ctx.Deadline(); !ok && c.opts.Timeout > 0 {
		limit = c.alarm.after(c.serving, c.opts.Timeout)
	}
	for sends := 1; ; sends++ {
		done, err = c.lane().submit(ctx, limit, call)
		lost := done && errors.Is(err, ErrUnknownOutcome) && c.closing.Err() == nil
		if !lost || !repeatable || sends == maxSends || errors.Is(err, ErrReplyTooLong) {
			return done, err
		}
		c.log.Debug("sending a command again", "reason", err)
		call.rewind()
	}
}

// lane returns the lane with the least to do.
func (c *Client) lane() *lane {
	best := c.lanes[0]
	if len(c.lanes) == 1 {
		return best
	}
	least := best.load()
	for _, n := range c.lanes[1:] {
		if load := n.load(); load < least {
			best, least = n, load
		}
	}
	return best
}

// submit queues a call and waits until it is done, or until ctx or limit ends: that of the
// alarm, or else only the end of serving.
func (n *lane) submit(ctx, limit context.Context, call *call) (done bool, err error) {
	c := n.client
	if ctx.Err() != nil {
		return false, contextError(ctx)
	}
	if c.closing.Err() != nil {
		return false, ErrClosed
	}
	select {
	case n.queue <- call:
	case <-ctx.Done():
		return false, n.explain(contextError(ctx))
	case <-limit.Done():
		if c.serving.Err() != nil {
			return false, ErrClosed
		}
		return false, n.explain(c.opts.timedOut())
	}
	select {
	case <-call.done:
		return true, call.err
	case <-ctx.Done():
		return false, n.leave(call, contextError(ctx))
	case <-limit.Done():
	}
	if c.serving.Err() == nil {
		return false, n.leave(call, c.opts.timedOut())
	}
	select {
	case <-call.done:
		return true, call.err
	default:
		return false, ErrClosed // nobody takes from the queue any more
	}
}

// leave gives a call up for the reason err, and returns the error of its caller.
func (n *lane) leave(call *call, err error) error {
	if !call.leave() {
		return unknown(err)
	}
	return n.explain(err)
}

// explain adds to the error of a caller that waited in vain why there was no
// connection.
func (n *lane) explain(err error) error {
	if outage := n.outage.Load(); outage != nil {
		return fmt.Errorf("%w (%w)", err, *outage)
	}
	return err
}

func (c *Client) recycle(call *call) {
	if call.reuse() {
		c.calls.Put(call)
	}
}
