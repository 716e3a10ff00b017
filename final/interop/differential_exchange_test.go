package interop

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// drain returns what has arrived on each connection.
func (r *run) drain(number int, sc scenario) (replies []reply) {
	for i := range r.conns {
		replies = append(replies, r.exchange([]step{{conn: i}}, number, sc)...)
	}
	return replies
}

// ask sends commands and returns one reply for each.
func (c *runConn) ask(commands ...command) (frames []frame, err error) {
	var out bytes.Buffer
	for _, args := range commands {
		writeCommand(&out, args)
	}
	if _, err := c.net.Write(out.Bytes()); err != nil {
		return nil, err
	}
	for range commands {
		f, err := readFrame(c.in)
		if err != nil {
			return nil, err
		}
		frames = append(frames, f)
	}
	return frames, nil
}

// exchange sends steps of one connection in one go and returns the replies. To
// know where the reply to a step ends, it sends a PING with a mark behind each;
// number is that of the first step. In unmarked scenarios only the last step has
// a mark, and all the replies.
func (r *run) exchange(steps []step, number int, sc scenario) (replies []reply) {
	c := r.conns[steps[0].conn]
	var out bytes.Buffer
	mark := func(i int) string { return fmt.Sprintf("mark-%d-%d", steps[0].conn, number+i) }
	for i, s := range steps {
		for _, args := range append([]command{s.args}, s.then...) {
			if len(args) > 0 {
				writeCommand(&out, r.expand(args))
			}
		}
		if sc.unmarked && i == len(steps)-1 {
			writeCommand(&out, command{"RESET"}) // a subscriber may not send the next
			writeCommand(&out, command{"CLIENT", "REPLY", "ON"})
		}
		if sc.locked {
			writeCommand(&out, command{mark(i)})
		} else if !sc.unmarked || i == len(steps)-1 {
			writeCommand(&out, command{"PING", mark(i)})
		}
	}
	if !c.dead {
		c.net.Write(out.Bytes()) // the reads below see an error
	}
	for i := range steps {
		if sc.unmarked && i < len(steps)-1 {
			replies = append(replies, reply{})
		} else {
			replies = append(replies, c.readUpTo(mark(i)))
		}
	}
	return replies
}

// readUpTo reads up to the reply that holds the mark, which is left out.
func (c *runConn) readUpTo(mark string) (r reply) {
	for !c.dead {
		f, err := readFrame(c.in)
		switch {
		case errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET):
			c.dead = true
			r.end = "closed"
			return r
		case errors.Is(err, os.ErrDeadlineExceeded):
			c.dead = true
			r.end = "no reply in time"
			return r
		case err != nil:
			c.dead = true
			r.end = "not RESP: " + err.Error()
			return r
		case strings.Contains(f.raw, mark):
			return r
		}
		r.frames = append(r.frames, f)
	}
	r.end = "was closed before"
	return r
}

// placeholder is the part of an argument that differs between the servers or
// depends on the time: <id:n> and <addr:n> are those of connection n, <laddr:0> is
// the server's address, <now:n> and <nowms:n> are n seconds or milliseconds from
// now, and <left:n> is n more than the largest number of milliseconds that can be
// added to now, <lefts:n> the same of seconds.
var placeholder = regexp.MustCompile(`<(id|addr|laddr|now|nowms|left|lefts):(-?\d+)>`)

func (r *run) expand(args command) command {
	args = slices.Clone(args)
	for i, arg := range args {
		args[i] = placeholder.ReplaceAllStringFunc(arg, func(text string) string {
			parts := placeholder.FindStringSubmatch(text)
			n, _ := strconv.ParseInt(parts[2], 10, 64)
			switch parts[1] {
			case "id":
				return r.conns[n].id
			case "addr":
				return r.conns[n].net.LocalAddr().String()
			case "laddr":
				return r.s.addr
			case "now":
				n += r.now.Unix()
			case "nowms":
				n += r.now.UnixMilli()
			case "left":
				n += math.MaxInt64 - r.now.UnixMilli()
			case "lefts":
				n += (math.MaxInt64 - r.now.UnixMilli()) / 1000
			}
			return strconv.FormatInt(n, 10)
		})
	}
	return args
}

func writeCommand(out *bytes.Buffer, args command) {
	fmt.Fprintf(out, "*%d\r\n", len(args))
	for _, arg := range args {
		fmt.Fprintf(out, "$%d\r\n%s\r\n", len(arg), arg)
	}
}
