package resp

import (
	"fmt"
	"io"
	"strings"
	"testing"
)

func TestReadingPipelinedCommandsAllocatesNothing(t *testing.T) {
	for _, stream := range []string{
		"*2\r\n$3\r\nGET\r\n$5\r\nkey:1\r\n",
		"GET key:1\r\n",
		"SET k \"quoted \\x41\"\r\n",
		string(AppendCommand(nil, "SET", "k", strings.Repeat("v", 20_000))),
	} {
		r := NewReader(&endless{data: stream})
		read := func() {
			if _, err := r.ReadCommand(); err != nil {
				t.Fatal(err)
			}
		}
		read() // the first command makes the buffer
		if n := testing.AllocsPerRun(1000, read); n != 0 {
			t.Errorf("%.20q: %v allocations a command", stream, n)
		}
	}
}

func TestPromiseOfAHeaderCostsLittle(t *testing.T) {
	for _, stream := range []string{
		"*2147483647\r\n",
		"*1\r\n$536870912\r\n",
		"*2147483647\r\n$536870912\r\nabc",
		"*2147483647\r\n" + strings.Repeat("$1\r\nx\r\n", 100) + "$536870912\r\n",
	} {
		cost := allocated(func() {
			if _, err := NewReader(stalled(stream)).ReadCommand(); err != errStalled {
				t.Errorf("%.40q: got %v, want the reader to wait", stream, err)
			}
		})
		if cost >= 64<<10 {
			t.Errorf("%.40q: %d bytes allocated", stream, cost)
		}
	}
}

// A Reader's buffer is at most twice the bytes received plus what is trusted, at
// every moment; all buffers together, old ones included, are at most four times.
func TestMemoryFollowsTheBytesReceived(t *testing.T) {
	for name, command := range map[string][]byte{
		"one large argument": AppendCommand(nil, "SET", "k", strings.Repeat("v", 16<<20)),
		"many arguments":     AppendCommand(nil, strings.Split(strings.Repeat("v", 1<<20), "")...),
		"medium arguments":   AppendCommand(nil, strings.Split(strings.Repeat(strings.Repeat("v", 40_000)+" ", 200), " ")...),
	} {
		t.Run(name, func(t *testing.T) {
			src := &pieces{data: string(command), sizes: []int{3000}}
			r := NewReader(src)
			src.before = func() {
				received := len(command) - len(src.data)
				if size := len(r.in.buf); size > 2*received+trustedBuffer {
					t.Fatalf("buffer of %d bytes after %d received", size, received)
				}
			}
			cost := allocated(func() {
				if _, err := r.ReadCommand(); err != nil {
					t.Fatal(err)
				}
			})
			// Each argument costs a slice header, and a span in a slice that grows.
			limit := 4*uint64(len(command)) + trustedBuffer + 150*uint64(len(r.args))
			if cost > limit {
				t.Errorf("%d bytes allocated for a command of %d, want at most %d", cost, len(command), limit)
			}
		})
	}
}

func TestLastArgumentGetsABufferThatFits(t *testing.T) {
	command := AppendCommand(nil, "SET", "k", strings.Repeat("v", 1<<20))
	r := NewReader(&pieces{data: string(command)})
	if _, err := r.ReadCommand(); err != nil {
		t.Fatal(err)
	}
	if size := len(r.in.buf); size != len(command) {
		t.Errorf("buffer of %d bytes for a command of %d", size, len(command))
	}
}

func TestLargeCommandLeavesNoLargeBufferBehind(t *testing.T) {
	large := string(AppendCommand(nil, "SET", "k", strings.Repeat("v", 8<<20)))
	many := string(AppendCommand(nil, strings.Split(strings.Repeat("v", 1<<20), "")...))
	for name, stream := range map[string]string{
		"nothing after it":         large,
		"a command after it":       large + "PING\r\n",
		"part of a command after":  large + "*1\r\n$4\r\nPI",
		"a pipeline after it":      large + strings.Repeat("PING\r\n", 5000),
		"a million arguments":      many,
		"a million, then a little": many + "*1\r\n$4\r\nPI",
	} {
		t.Run(name, func(t *testing.T) {
			bytes := held(t, func() any {
				r := NewReader(stalled(stream))
				for {
					if _, err := r.ReadCommand(); err != nil {
						if err != errStalled {
							t.Error(err)
						}
						return r
					}
				}
			})
			if bytes > 256<<10 {
				t.Errorf("%d bytes held by an idle reader", bytes)
			}
		})
	}
}

// Whenever Read is called, the Reader stands at the end of what has arrived: it
// goes on from there, so it looks at no byte twice. The buffer is replaced only by
// a larger one within a command, so it copies no byte more than a few times.
func TestWorkIsLinearInTheBytesReceived(t *testing.T) {
	const elements = 1 << 20
	for name, stream := range map[string]string{
		"tiny elements":  fmt.Sprintf("*%d\r\n", elements) + strings.Repeat("$1\r\nx\r\n", elements),
		"long line":      strings.Repeat("a ", MaxLineLen/2) + "\n",
		"long header":    "*1\r\n$" + strings.Repeat("1", MaxLineLen),
		"large argument": "*1\r\n$1000000\r\n" + strings.Repeat("x", 1_000_002),
	} {
		for _, size := range []int{7, 4 << 10} {
			t.Run(fmt.Sprintf("%s in pieces of %d", name, size), func(t *testing.T) {
				src := &pieces{data: stream, sizes: []int{size}}
				r := NewReader(src)
				grown, last := 0, 0
				src.before = func() {
					left := r.Buffered() - r.pos - r.scanned
					if r.bulkLen < 0 && left > 1 || r.bulkLen >= 0 && left > r.bulkLen+1 {
						t.Fatalf("%d of %d bytes not yet looked at", left, r.Buffered())
					}
					if size := len(r.in.buf); size != last {
						grown++
						if size < 2*last && size != len(stream) {
							t.Fatalf("buffer grew from %d to %d", last, size)
						}
						last = size
					}
				}
				if _, err := r.ReadCommand(); err == io.ErrUnexpectedEOF {
					t.Fatal(err)
				}
				if grown > 20 {
					t.Errorf("buffer grew %d times", grown)
				}
			})
		}
	}
}
