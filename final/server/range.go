package server

import (
	"mini-redis/final/resp"
	"mini-redis/final/store"
)

const errStringTooLong = "ERR string exceeds maximum allowed size (proto-max-bulk-len)"

func appendTo(c *conn, args [][]byte) {
	n, err := c.srv.store.Append(args[1], args[2], c.srv.settings.Load().maxBulkLen)
	if err != nil {
		c.fail(errStringTooLong)
		return
	}
	c.out.Int(int64(n))
}

// getRange answers GETRANGE and SUBSTR.
func getRange(c *conn, args [][]byte) {
	start, ok := resp.ParseInt(args[2])
	end, endOK := resp.ParseInt(args[3])
	if !ok || !endOK {
		c.fail(errNotInteger)
		return
	}
	value, _ := c.srv.store.Get(args[1], c.out.AvailableBuffer())
	from, to := bounds(start, end, int64(len(value)))
	c.out.Bulk(value[from:to])
}

// bounds returns the half-open range of bytes that GETRANGE start end means in a
// value of n bytes. An end before the first byte means the first byte, as in
// Redis 7.0, unless both are counted from the end and in the wrong order.
func bounds(start, end, n int64) (from, to int64) {
	if n == 0 || start < 0 && end < 0 && start > end {
		return 0, 0
	}
	from, to = fromStart(start, n), min(fromStart(end, n), n-1)
	if from > to {
		return 0, 0
	}
	return from, to + 1
}

// fromStart turns a position that counts from the end of n bytes, -1 being the
// last, into one from the start, not below 0.
func fromStart(position, n int64) int64 {
	if position < 0 {
		position = max(0, position+n)
	}
	return position
}

// setRange answers SETRANGE. The value is made anew each time, as the old one may be
// on its way to a client; a gap is filled with zero bytes.
func setRange(c *conn, args [][]byte) {
	offset, ok := resp.ParseInt(args[2])
	if !ok {
		c.fail(errNotInteger)
		return
	}
	if offset < 0 {
		c.fail("ERR offset is out of range")
		return
	}
	limit := c.srv.settings.Load().maxBulkLen
	part, length := args[3], 0
	err := c.srv.store.Update(args[1], func(old []byte, _ bool) ([]byte, error) {
		length = len(old)
		if len(part) == 0 {
			return nil, store.ErrUnchanged
		}
		if offset > int64(limit-len(part)) {
			return nil, store.ErrTooLong
		}
		length = max(length, int(offset)+len(part))
		value := make([]byte, length)
		copy(value, old)
		copy(value[offset:], part)
		return value, nil
	})
	if err != nil {
		c.fail(errStringTooLong)
		return
	}
	c.out.Int(int64(length))
}
