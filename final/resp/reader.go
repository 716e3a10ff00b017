package resp

import (
	"io"
	"math"
	"slices"
)

// keptArgs is how many arguments' worth of slice headers a Reader keeps from one
// command to the next.
const keptArgs = 256

// Reader reads commands from a byte stream: arrays of bulk strings, as client
// libraries send them, and inline commands, as people type them.
//
// It takes what redis-server 7.0 takes (processMultibulkBuffer and
// processInlineBuffer), and that is more than the specification allows. A header
// ends with '\r' and any one byte. The two bytes after a bulk string may be
// anything. Arrays of no or of a negative number of elements and empty lines are
// skipped. A line with a NUL byte in it never ends.
//
// One rule differs by necessity. Redis refuses a line once more than 64 KB of it
// are buffered without an end, which depends on how the bytes were cut; a Reader
// refuses every line longer than [MaxLineLen], as soon as so much has arrived.
type Reader struct {
	// MaxBulkLen is the length of the longest argument, in bytes. NewReader sets
	// it to DefaultMaxBulkLen. It may change between two calls of ReadCommand and
	// while the source's Read runs, and then holds for the arguments whose headers
	// have yet to be parsed, as Redis's proto-max-bulk-len does.
	MaxBulkLen int

	// MaxCommandLen is the length of the longest command as sent, headers
	// included, in bytes. Zero means no limit, as in Redis, where one command may
	// have as many arguments of MaxBulkLen as memory holds. A command of very
	// short arguments takes up to about ten times its length while it is read.
	MaxCommandLen int

	// Unauthenticated narrows what is accepted, for a client that has yet to
	// authenticate: 10 arguments of 16,384 bytes each, as in Redis. Inline commands
	// are not narrowed. It may change when MaxBulkLen may.
	Unauthenticated bool

	in buffer

	// The command being read. All of it survives a Read that brought too little,
	// so that parsing goes on where it stopped. Offsets count from the command's
	// first byte, because the buffer moves.
	pos     int    // where the unfinished line or argument begins
	scanned int    // how far beyond pos the line has been searched for its end
	missing int    // arguments still to come; 0 outside an array
	bulkLen int    // length of the argument at pos, -1 before its header
	spans   []span // the arguments so far

	queryLen int // unread bytes from pos on, before the last Read or after it

	args [][]byte // what ReadCommand returned last
	err  error    // set once the stream has lost its command boundaries
}

// span is the place of an argument: bytes from up to, not including, to.
type span struct{ from, to int }

// NewReader returns a Reader of commands from src.
func NewReader(src io.Reader) *Reader {
	return &Reader{MaxBulkLen: DefaultMaxBulkLen, in: buffer{src: src}, bulkLen: -1}
}

// Buffered returns the number of bytes received that belong to no command
// returned so far.
func (r *Reader) Buffered() int { return len(r.in.unread()) }

// CommandLen returns the number of bytes that CLIENT LIST of Redis 7.0 shows as
// qbuf. While the command returned last is executed, these are all bytes that its
// last Read brought, and those before them that were not yet parsed: of the same
// pipeline also the commands that were executed before or still wait, but not the
// beginning of a command that was parsed as it arrived. While the source's Read
// runs, they are the bytes not yet parsed.
func (r *Reader) CommandLen() int { return r.queryLen }

// ReadCommand returns the next command: its name and its arguments, at least one
// slice in all. They point into the Reader's buffer and hold until the next call
// of ReadCommand, which also sets the elements of the returned slice to
// nil. A caller may write to their bytes.
//
// The errors are:
//   - io.EOF if the stream ended between two commands,
//   - io.ErrUnexpectedEOF if it ended inside one,
//   - a [*ProtocolError] or [ErrCommandTooLong], which every later call returns
//     again,
//   - the error of the source's Read, as it is. Nothing is lost with it: a caller
//     whose read deadline passed may set another one and call again.
func (r *Reader) ReadCommand() ([][]byte, error) {
	if r.err != nil {
		return nil, r.err
	}
	r.release()
	for {
		complete, err := r.parse()
		if err != nil {
			r.err = err
			return nil, err
		}
		if complete {
			return r.take(), nil
		}
		if err := r.receive(); err != nil {
			return nil, err
		}
	}
}

// Detach reports whether the caller may keep arg, an argument of the command returned
// last, for good. It may if arg fills most of the Reader's buffer, as a long value does:
// the Reader then goes on in another buffer, and never touches the bytes of arg again.
// It may not if arg has less than 28 KB. A caller that may not has to copy.
//
// The other arguments hold until the next call of ReadCommand in either case. They lie
// in the same array as arg, which is at most a seventh longer than arg.
func (r *Reader) Detach(arg []byte) bool { return r.in.mostly(len(arg)) }

// release lets go of what the command returned last has occupied.
func (r *Reader) release() {
	clear(r.args)
	if cap(r.args) > keptArgs {
		r.args = nil
	}
	if cap(r.spans) > keptArgs && len(r.spans) == 0 {
		r.spans = nil
	}
	r.in.shrink()
}

// receive gets more bytes of the command being read.
func (r *Reader) receive() error {
	have := r.Buffered()
	want, last := have+1, false
	if r.bulkLen >= 0 {
		want, last = r.pos+r.bulkLen+2, r.missing == 1
	}
	r.queryLen = have - r.pos
	err := r.in.receive(want, last)
	r.queryLen = r.Buffered() - r.pos
	if err == io.EOF && have > 0 {
		return io.ErrUnexpectedEOF
	}
	return err
}

// take turns the spans into arguments and consumes the command.
func (r *Reader) take() [][]byte {
	command := r.in.unread()
	r.args = slices.Grow(r.args[:0], len(r.spans))
	for _, s := range r.spans {
		// The full slice expression keeps a caller's append off the next argument.
		r.args = append(r.args, command[s.from:s.to:s.to])
	}
	r.spans = r.spans[:0]
	r.next()
	return r.args
}

// next consumes everything up to pos.
func (r *Reader) next() {
	r.in.consume(r.pos)
	r.pos = 0
}

// maxBulkLen leaves room for adding a header and a position to a length.
func (r *Reader) maxBulkLen() int64 { return int64(min(r.MaxBulkLen, math.MaxInt/2)) }
