package resp

import "io"

// Sizes of a Reader's buffer, in bytes.
const (
	// smallBuffer is where a buffer begins, and what most connections hold while
	// they are idle. It takes a pipeline of about a hundred short commands.
	smallBuffer = 4 << 10

	// trustedBuffer is how much is allocated on the word of a header alone, and
	// the most that is kept from one command to the next.
	trustedBuffer = 32 << 10

	// maxEmptyReads is how often a source may return neither bytes nor an error.
	maxEmptyReads = 100
)

// buffer holds the bytes that have been received and not yet consumed.
type buffer struct {
	src io.Reader

	// buf[start:end] is what unread returns; the rest is free space. The length
	// of buf is a power of two, or what a large command needs to its end.
	buf        []byte
	start, end int

	// err came together with bytes. It is reported when more are asked for.
	err error
}

// unread returns the bytes received and not yet consumed. The slice is valid
// until the next receive or shrink.
func (b *buffer) unread() []byte { return b.buf[b.start:b.end] }

// consume removes n bytes from the front. They stay where they are until the
// next receive or shrink, so that the arguments of a command can point at them.
func (b *buffer) consume(n int) { b.start += n }

// receive waits for at least one byte more, and returns the error of Read if there
// is none. It makes as much space as is sensible on the way to want unread bytes,
// which must be more than there are; last says that no more than that will be
// asked for.
func (b *buffer) receive(want int, last bool) error {
	if err := b.err; err != nil {
		b.err = nil
		return err
	}
	b.makeRoom(want, last)
	for range maxEmptyReads {
		n, err := b.src.Read(b.buf[b.end:])
		b.end += n
		if n > 0 {
			b.err = err
			return nil
		}
		if err != nil {
			return err
		}
	}
	return io.ErrNoProgress
}

// makeRoom makes space for at least one more byte.
//
// A buffer above trustedBuffer grows only when it is full, and then to twice its
// size: memory stays within a factor of two of the bytes received, and what
// copying costs in sum is linear in them. The last argument of a command gets a
// buffer that fits, so that a value of 512 MB does not ask for a gigabyte.
func (b *buffer) makeRoom(want int, last bool) {
	have := b.end - b.start
	size := max(len(b.buf), smallBuffer)
	for size < want && size < trustedBuffer {
		size *= 2
	}
	if size == have {
		size *= 2
		if last && want <= size+trustedBuffer {
			size = want
		}
	}
	// With little space behind the command it moves to the front, at most once:
	// otherwise the next Read would be a system call for a few bytes.
	crowded := b.start > 0 && len(b.buf)-b.end < len(b.buf)/2
	if size != len(b.buf) || crowded {
		b.move(size)
	}
}

// shrink lets go of a buffer that a large command has left behind almost empty.
func (b *buffer) shrink() {
	have := b.end - b.start
	if len(b.buf) <= trustedBuffer || have > len(b.buf)/4 {
		return
	}
	size := smallBuffer
	for size < 2*have {
		size *= 2
	}
	b.move(size)
}

// move brings the unread bytes to the front of a buffer of the given size.
func (b *buffer) move(size int) {
	to := b.buf
	if size != len(b.buf) {
		to = make([]byte, size)
	}
	b.end = copy(to, b.unread())
	b.start = 0
	b.buf = to
}
