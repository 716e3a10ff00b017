package check

import (
	"io"
	"os"
	"sync"
)

// An output is the pipe that a server prints to, and the end of what has come
// through it. Its methods may be called from any goroutine.
//
// What has been printed may not have been read yet. So that a position in the log is
// that of a moment, a marker is sent through the pipe: what is before it was printed
// before, and the log has it.
type output struct {
	log  *tail
	in   *os.File      // where the server prints, and the markers come from
	out  *os.File      // where the log is read
	read chan struct{} // closed when nobody reads it any more

	marking sync.Mutex // held while a marker is under way, of which there is one at most
}

// newOutput returns an output that is read until closeIn and the end of all processes
// that print to it, or until closeOut.
func newOutput() (*output, error) {
	out, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	o := &output{log: newTail(), in: in, out: out, read: make(chan struct{})}
	go func() {
		defer close(o.read)
		io.Copy(o.log, out)
	}()
	return o, nil
}

// closeIn ends the runner's use of the pipe. From then on positions are those of what
// has been read.
func (o *output) closeIn() { o.in.Close() }

// closeOut ends the reading.
func (o *output) closeOut() { o.out.Close() }

// length returns how many bytes have been printed before the call.
func (o *output) length() int {
	o.marking.Lock()
	defer o.marking.Unlock()
	return o.catchUp()
}

// since returns what was printed after the first start bytes and before the call,
// or the end of it, without blanks around it. Something printed later may follow.
func (o *output) since(start int) string {
	o.marking.Lock()
	defer o.marking.Unlock()
	o.catchUp()
	return o.log.since(start)
}

// catchUp waits until what has been printed is in the log, and returns its length. It
// doesn't wait for the server: a pipe that is full is read on. The caller
// holds marking.
func (o *output) catchUp() int {
	if _, err := o.in.Write(o.log.marker); err == nil {
		select {
		case n := <-o.log.found:
			return n
		case <-o.read:
		}
	}
	return o.log.length()
}
