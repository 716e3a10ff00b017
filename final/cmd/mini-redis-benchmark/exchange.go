package main

import (
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// concurrentWrite is from how many bytes on a batch is written while its replies
// are read. A server that stops reading until its replies are taken would otherwise
// wait for a client that waits for it.
const concurrentWrite = 32 << 10

// receiveBuffer is what a connection reads at most at once, in bytes.
const receiveBuffer = 32 << 10

// A quota hands out a fixed number of requests.
type quota struct{ left atomic.Int64 }

// take returns how many requests, at most n, the caller may send.
func (q *quota) take(n int) int {
	left := q.left.Add(-int64(n)) + int64(n)
	return int(max(0, min(left, int64(n))))
}

// end leaves nothing to take. What has been taken is sent.
func (q *quota) end() { q.left.Store(0) }

// An exchanger is one connection at work: it sends a batch, waits for all of its
// replies, and begins again.
type exchanger struct {
	conn     net.Conn
	batch    *batch
	pipeline int // requests in a batch
	quota    *quota
	replies  scanner
	buf      []byte
	writing  sync.WaitGroup // a write while the replies are read
	latency  *recorder
	done     *atomic.Int64        // requests that have been answered, of all exchangers
	now      func() time.Duration // since some instant
}

// run sends requests until the quota is used up. The error is that of the
// connection, a replyError, or what the scanner found wrong.
func (e *exchanger) run() error {
	for {
		n := e.quota.take(e.pipeline)
		if n == 0 {
			return nil
		}
		start := e.now()
		if err := e.send(e.batch.take(n)); err != nil {
			return err
		}
		err := e.receive(n, start)
		if err != nil {
			e.conn.Close() // which ends a concurrent write
		}
		e.writing.Wait()
		if err != nil {
			return err
		}
		e.done.Add(int64(n))
	}
}

func (e *exchanger) send(b []byte) error {
	if len(b) > concurrentWrite {
		// If it fails, so do the reads.
		e.writing.Go(func() { e.conn.Write(b) })
		return nil
	}
	_, err := e.conn.Write(b)
	return err
}

// receive reads n replies. What is recorded as the latency of each is the time from
// before the write to the arrival of the first bytes.
func (e *exchanger) receive(n int, start time.Duration) error {
	first := true
	for n > 0 {
		m, err := e.conn.Read(e.buf)
		if m > 0 && first {
			e.latency.record(e.now()-start, n)
			first = false
		}
		got, scanErr := e.replies.scan(e.buf[:m])
		switch n -= got; {
		case scanErr != nil:
			return scanErr
		case n < 0:
			return errUnasked
		case n == 0:
			return nil
		case errors.Is(err, io.EOF):
			return errClosed
		case err != nil:
			return err
		}
	}
	return nil
}
