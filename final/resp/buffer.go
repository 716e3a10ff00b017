package resp

import (
	"io"

	"mini-redis/final/internal/raw"
)

// Sizes of a Reader's buffer, in bytes.
const (
	// smallBuffer is where a buffer begins, and what most connections hold while
	// they are idle. It takes a command of ordinary size.
	smallBuffer = 128

	// pipelineBuffer is what a buffer grows to while each Read fills it. With 4 KB
	// the server took 30 % more CPU for a SET of 64 bytes in a pipeline of 100
	// (redis-benchmark -t set -d 64 -P 100): each Read is a system call, and the
	// replies are written before it.
	pipelineBuffer = 16 << 10

	// trustedBuffer is how much is allocated on the word of a header alone, and
	// the most that is kept from one command to the next.
	trustedBuffer = 32 << 10

	// optionsRoom is what is added for the short arguments that may follow a long one.
	optionsRoom = 512

	// growth is how many times the bytes received a buffer may be.
	growth = 8

	// maxSpare is how many Reads in a row a buffer may be larger than they need.
	maxSpare = 128

	// maxEmptyReads is how often a source may return neither bytes nor an error.
	maxEmptyReads = 100
)

// buffer holds the bytes that have been received and not yet consumed.
type buffer struct {
	src io.Reader

	// buf[start:end] is what unread returns; the rest is free space.
	buf        []byte
	start, end int

	// spare counts the Reads since the last one that needed a buffer of this size.
	spare int

	// proven is the size of the last long buffer that commands have filled: a source that
	// has sent so much is trusted to send it again. It halves the time that the server
	// spends outside the kernel for SETs of 1 MB (mini-redis-benchmark -t set -d 1000000 -c 4).
	proven int

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
			b.count()
			return nil
		}
		if err != nil {
			return err
		}
	}
	return io.ErrNoProgress
}

// count notes whether a smaller buffer would have done for the last Read.
func (b *buffer) count() {
	b.spare++
	if b.end-b.start >= len(b.buf)/growth {
		b.spare = 0
	}
}

// makeRoom makes space for at least one more byte. The buffer grows to what the command
// under way needs, and while it is small when a Read has filled it. It gets small again
// when it is empty and the last maxSpare Reads would have been content with less.
func (b *buffer) makeRoom(want int, last bool) {
	have := b.end - b.start
	filled := b.end == len(b.buf)
	if have == 0 {
		b.start, b.end = 0, 0
	}
	size := len(b.buf)
	switch {
	case want > size:
		size = max(size, b.enough(have, want, last))
	case filled && size < pipelineBuffer:
		size = min(growth*size, pipelineBuffer)
	case have == 0 && b.spare >= maxSpare && size > smallBuffer:
		size, b.spare = smallBuffer, 0
	}
	// With little space behind the command it moves to the front, at most once:
	// otherwise the next Read would be a system call for a few bytes.
	crowded := b.start > 0 && len(b.buf)-b.end < len(b.buf)/2
	if size != len(b.buf) || crowded {
		b.move(size)
	}
}

// enough returns the size of a buffer for a command that takes want bytes, of which
// there are some already; last says that it takes no more than that.
//
// It is at most trustedBuffer, growth times the bytes received or proven, whichever is
// most. A larger command gets there by way of want/8, want/64 …: however long it is, the
// bytes copied from one buffer to the next are about a seventh of it, and so are the
// buffers left behind. Of a command with arguments to come only their sum counts, and
// the buffer at least doubles, so that many of them cost no more than a few copies.
func (b *buffer) enough(have, want int, last bool) int {
	if !last && have > 0 {
		want = max(want+optionsRoom, 2*have)
	}
	limit := max(trustedBuffer, growth*have, b.proven)
	for want > limit {
		want = (want + growth - 1) / growth
	}
	if want > trustedBuffer {
		return want
	}
	size := smallBuffer
	for size < want {
		size *= 2
	}
	return size
}

// mostly reports whether n bytes are most of a large buf: the rest is at most a
// seventh of n. If that many have been consumed since the last receive, the next shrink
// lets go of buf.
func (b *buffer) mostly(n int) bool {
	return len(b.buf) > trustedBuffer && n >= len(b.buf)-len(b.buf)/8
}

// shrink lets go of a buffer that a large command has left behind almost empty.
func (b *buffer) shrink() {
	have := b.end - b.start
	if len(b.buf) <= trustedBuffer || have > len(b.buf)/4 {
		return
	}
	b.proven = len(b.buf)
	if have > 0 {
		b.move(b.enough(have, 2*have, true))
		return
	}
	b.buf, b.start, b.end = nil, 0, 0
}

// move brings the unread bytes to the front of a buffer of the given size.
func (b *buffer) move(size int) {
	to := b.buf
	if size != len(b.buf) {
		to = newBuffer(size)
	}
	b.end = copy(to, b.unread())
	b.start = 0
	b.buf = to
}

// newBuffer makes a buffer. Only a long one is worth the trouble of not clearing it.
func newBuffer(size int) []byte {
	if size > trustedBuffer {
		return raw.Bytes(size)
	}
	return make([]byte, size)
}
