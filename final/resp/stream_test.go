package resp

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"testing"

	"pgregory.net/rapid"
)

// pieces is a source that delivers data in pieces of the given sizes, from the
// first again after the last, and then ends.
type pieces struct {
	data   string
	sizes  []int
	i      int
	before func() // called at the start of every Read, if set
}

func (p *pieces) Read(b []byte) (int, error) {
	if p.before != nil {
		p.before()
	}
	if len(p.data) == 0 {
		return 0, io.EOF
	}
	n := len(p.data)
	if len(p.sizes) > 0 {
		n = min(n, p.sizes[p.i%len(p.sizes)])
		p.i++
	}
	n = copy(b, p.data[:n])
	p.data = p.data[n:]
	return n, nil
}

// drawSizes draws sizes of pieces, small ones more often.
func drawSizes(t *rapid.T) []int {
	return rapid.SliceOfN(rapid.OneOf(rapid.IntRange(1, 4), rapid.IntRange(1, 9000)), 1, 8).Draw(t, "sizes")
}

// endless is a source that repeats data forever and always fills what it is given.
type endless struct {
	data string
	off  int
}

func (e *endless) Read(b []byte) (int, error) {
	for n := 0; n < len(b); {
		c := copy(b[n:], e.data[e.off:])
		n += c
		e.off = (e.off + c) % len(e.data)
	}
	return len(b), nil
}

var errStalled = errors.New("stalled")

// stalled is a source that delivers data and then nothing but errStalled.
func stalled(data string) io.Reader {
	return io.MultiReader(&pieces{data: data}, failing{errStalled})
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// readAll reads commands to the end of the stream and returns copies of them, and
// the error that ended it.
func readAll(r *Reader) (commands [][]string, err error) {
	for {
		args, err := r.ReadCommand()
		if err != nil {
			return commands, err
		}
		commands = append(commands, asStrings(args))
	}
}

func asStrings(args [][]byte) []string {
	var s []string
	for _, arg := range args {
		s = append(s, string(arg))
	}
	return s
}

// allocated returns how many bytes f allocates, whether freed again or not.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// held returns how many bytes of the heap are in use because of what f returns.
func held(t *testing.T, f func() any) int64 {
	t.Helper()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	kept := f()
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(kept)
	return int64(after.HeapAlloc) - int64(before.HeapAlloc)
}

// wire returns what write sends, in full.
func wire(write func(w *Writer)) string {
	var b bytes.Buffer
	w := NewWriter(&b)
	write(w)
	w.Flush()
	return b.String()
}
