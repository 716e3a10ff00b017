package resp

import (
	"fmt"
	"io"
	"slices"
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
		for range 1000 { // the first commands make the buffer
			read()
		}
		if n := testing.AllocsPerRun(1000, read); n != 0 {
			t.Errorf("%.20q: %v allocations a command", stream, n)
		}
	}
}

// Traffic that changes its sizes in a regular way is read without allocation, too.
func TestSteadyTrafficAllocatesNothing(t *testing.T) {
	get := string(AppendCommand(nil, "GET", "key:1"))
	set := string(AppendCommand(nil, "SET", "key:1", strings.Repeat("v", 10_000)))
	for name, writes := range map[string][]string{
		"one command at a time":        {get},
		"pipelines":                    {strings.Repeat(get, 30)},
		"long pipelines":               {strings.Repeat(get, 5000)},
		"a pipeline among 50 commands": slices.Concat(slices.Repeat([]string{get}, 50), []string{strings.Repeat(get, 30)}),
		"a value among 50 commands":    slices.Concat(slices.Repeat([]string{get}, 50), []string{set}),
	} {
		var sizes []int
		for _, w := range writes {
			sizes = append(sizes, len(w))
		}
		stream := strings.Join(writes, "")
		src := &pieces{sizes: sizes}
		r := NewReader(src)
		round := func() {
			src.data, src.i = stream, 0
			for len(src.data) > 0 || r.Buffered() > 0 {
				if _, err := r.ReadCommand(); err != nil {
					t.Fatal(err)
				}
			}
		}
		if n := testing.AllocsPerRun(100, round); n != 0 {
			t.Errorf("%s: %v allocations a round", name, n)
		}
	}
}

func TestLongPipelineTakesFewReads(t *testing.T) {
	const commands = 10_000
	reads := 0
	src := &pieces{data: strings.Repeat("PING\r\n", commands), before: func() { reads++ }}
	r := NewReader(src)
	if got, _ := readAll(r); len(got) != commands {
		t.Fatalf("%d commands, want %d", len(got), commands)
	}
	if most := commands*len("PING\r\n")/pipelineBuffer + 5; reads > most {
		t.Errorf("%d reads, want at most %d", reads, most)
	}
	if size := len(r.in.buf); size > pipelineBuffer {
		t.Errorf("buffer of %d bytes for short commands, want at most %d", size, pipelineBuffer)
	}
}

func TestBufferShrinksWhenItIsNoLongerNeeded(t *testing.T) {
	for name, first := range map[string]string{
		"a short command": "PING\r\n",
		"a pipeline":      strings.Repeat("PING\r\n", 5000),
		"a value":         string(AppendCommand(nil, "SET", "k", strings.Repeat("v", 20_000))),
		"a large value":   string(AppendCommand(nil, "SET", "k", strings.Repeat("v", 1<<20))),
	} {
		rest := &pieces{data: strings.Repeat("PING\r\n", maxSpare+1), sizes: []int{len("PING\r\n")}}
		r := NewReader(io.MultiReader(&pieces{data: first}, rest))
		readAll(r)
		if size := len(r.in.buf); size != smallBuffer {
			t.Errorf("buffer of %d bytes %d short commands after %s", size, maxSpare+1, name)
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

// The buffer for a Reader's first command is at most eight times the bytes received, or
// what is trusted, at every moment; all buffers of a command, old ones included, are at
// most four times the command, and for one large argument hardly more than it.
func TestMemoryFollowsTheBytesReceived(t *testing.T) {
	large := strings.Repeat("v", 16<<20)
	for name, test := range map[string]struct {
		command []byte
		times   float64 // how many times the command all buffers are
	}{
		"one large argument":    {AppendCommand(nil, "SET", "k", large), 1.15},
		"options behind it":     {AppendCommand(nil, "SET", "k", large, "EX", "10"), 1.15},
		"another large one":     {AppendCommand(nil, "MSET", "k", large, "l", large), 2},
		"a larger one behind":   {AppendCommand(nil, "MSET", "k", large[:1<<20], "l", large), 1.25},
		"many arguments":        {AppendCommand(nil, strings.Split(strings.Repeat("v", 1<<20), "")...), 4},
		"medium arguments":      {AppendCommand(nil, strings.Split(strings.Repeat(strings.Repeat("v", 40_000)+" ", 200), " ")...), 4},
		"ever larger arguments": {AppendCommand(nil, large[:1], large[:1<<5], large[:1<<10], large[:1<<15], large[:1<<20]), 1.35},
	} {
		t.Run(name, func(t *testing.T) {
			command := test.command
			src := &pieces{data: string(command), sizes: []int{3000}}
			r := NewReader(src)
			src.before = func() {
				received := len(command) - len(src.data)
				if size := len(r.in.buf); size > max(8*received, trustedBuffer) {
					t.Fatalf("buffer of %d bytes after %d received", size, received)
				}
			}
			cost := allocated(func() {
				if _, err := r.ReadCommand(); err != nil {
					t.Fatal(err)
				}
			})
			// Each argument costs a slice header, and a span in a slice that grows.
			limit := uint64(test.times*float64(len(command))) + 2*trustedBuffer + 150*uint64(len(r.args))
			if cost > limit {
				t.Errorf("%d bytes allocated for a command of %d, want at most %d", cost, len(command), limit)
			}
		})
	}
}

// Whoever has sent a long value is trusted to send another of that length: it gets its
// buffer at once, so that nothing is copied from one buffer to the next. A longer
// value gets no more than that in advance.
func TestLongValueThatFollowsAnotherIsNotCopied(t *testing.T) {
	const n = 1 << 20
	value := strings.Repeat("v", n)
	long := string(AppendCommand(nil, "SET", "k", value))
	longer := string(AppendCommand(nil, "SET", "k", value+value))
	for name, test := range map[string]struct {
		second string
		most   int
	}{
		"as long": {long, len(long) + 16<<10},
		"longer":  {longer[:100], len(long) + 16<<10},
	} {
		t.Run(name, func(t *testing.T) {
			r := NewReader(io.MultiReader(&pieces{data: long}, &pieces{data: "PING\r\n"}, stalled(test.second)))
			for range 2 {
				if _, err := r.ReadCommand(); err != nil {
					t.Fatal(err)
				}
			}
			if size := len(r.in.buf); size > smallBuffer {
				t.Fatalf("buffer of %d bytes before the second value", size)
			}
			cost := allocated(func() { r.ReadCommand() })
			if cost > uint64(test.most) {
				t.Errorf("%d bytes allocated, want at most %d", cost, test.most)
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
			if bytes > 40<<10 {
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
						if held := r.Buffered(); size < 2*held && size != len(stream) {
							t.Fatalf("buffer that holds %d bytes grew from %d to %d", held, last, size)
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
