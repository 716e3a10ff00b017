package server

import "mini-redis/final/resp"

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
	c.out.Bulk(c.srv.store.GetRange(args[1], c.out.AvailableBuffer(), func(n int) (from, to int) {
		return bounds(start, end, n)
	}))
}

// bounds returns the half-open range of bytes that GETRANGE start end means in a
// value of n bytes. An end before the first byte means the first byte, as in
// Redis 7.0, unless both are counted from the end and in the wrong order.
func bounds(start, end int64, length int) (from, to int) {
	n := int64(length)
	if n == 0 || start < 0 && end < 0 && start > end {
		return 0, 0
	}
	first, last := fromStart(start, n), min(fromStart(end, n), n-1)
	if first > last {
		return 0, 0
	}
	return int(first), int(last) + 1
}

// fromStart turns a position that counts from the end of n bytes, -1 being the
// last, into one from the start, not below 0.
func fromStart(position, n int64) int64 {
	if position < 0 {
		position = max(0, position+n)
	}
	return position
}

// setRange answers SETRANGE.
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
	length, err := c.srv.store.SetRange(args[1], offset, args[3], c.srv.settings.Load().maxBulkLen)
	if err != nil {
		c.fail(errStringTooLong)
		return
	}
	c.out.Int(int64(length))
}
