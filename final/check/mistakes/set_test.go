package mistakes

import (
	"bytes"
	"math"
	"strings"

	"mini-redis/final/resp"
	framing "mini-redis/step02_framing"
)

// setOptions are what may follow SET key value.
type setOptions struct {
	nx, xx, get, keep bool
	time              string // the option that gives a time
	value             []byte // and its argument
}

func (c *client) parseSet(args [][]byte) (o setOptions, ok bool) {
	for i := 0; i < len(args); i++ {
		switch name := framing.Lower(string(args[i])); name {
		case "nx":
			o.nx = true
		case "xx":
			o.xx = true
		case "get":
			o.get = true
		case "keepttl":
			o.keep = true
		case "ex", "px", "exat", "pxat":
			if i+1 == len(args) || o.time != "" {
				return o, false
			}
			i++
			o.time, o.value = name, args[i]
		default:
			return o, false
		}
	}
	return o, !(o.nx && o.xx) && !(o.keep && o.time != "")
}

// unitOf returns how many milliseconds the unit of an option of SET has.
func (c *client) unitOf(option string) int64 {
	switch {
	case strings.HasPrefix(option, "e") && !c.has(exIsMilliseconds):
		return 1000
	case strings.HasPrefix(option, "p") && c.has(pxIsSeconds):
		return 1000
	}
	return 1
}

func set(c *client, args [][]byte) {
	o, ok := c.parseSet(args[3:])
	if !ok {
		c.failure("ERR syntax error")
		return
	}
	at := int64(0)
	if o.time != "" {
		n, isNumber := resp.ParseInt(o.value)
		if !isNumber {
			c.failure("ERR value is not an integer or out of range")
			return
		}
		if at, ok = c.deadline(n, c.unitOf(o.time), !strings.HasSuffix(o.time, "at")); !ok || n <= 0 {
			c.failure("ERR invalid expire time in 'set' command")
			return
		}
	}
	if c.has(farDeadlineOverflows) && at > math.MaxInt64/1_000_000 {
		at = 1
	}
	c.store(args, o, at)
}

// store is SET after its options have been read.
func (c *client) store(args [][]byte, o setOptions, at int64) {
	key := string(args[1])
	old := c.live(key)
	there := old != nil || c.has(nxSeesExpired) && c.keyspace()[key] != nil
	if o.nx && there || o.xx && !there {
		c.null()
		return
	}
	switch {
	case o.get && old != nil:
		c.bulk(old.value)
	case o.get:
		c.null()
	default:
		c.simple("OK")
	}
	e := c.put(key)
	e.value = bytes.Clone(args[2])
	if c.has(valueAliased) {
		e.value = args[2] // which lies in the client's buffer
	}
	if !o.keep && !(c.has(setKeepsDeadline) && at == 0) {
		e.deadline = at
	}
	c.wakeSweeper(e.deadline)
}
