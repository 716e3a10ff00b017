package resp

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Null to verbatim are as redis-server 7.0.15 sends them in both protocols.
func TestTypesOnTheWireInBothProtocols(t *testing.T) {
	tests := []struct {
		name         string
		write        func(w *Writer)
		resp2, resp3 string
	}{
		{"null", func(w *Writer) { w.Null() }, "$-1\r\n", "_\r\n"},
		{"map", func(w *Writer) { w.Map(1); w.Int(0); w.Int(1) }, "*2\r\n:0\r\n:1\r\n", "%1\r\n:0\r\n:1\r\n"},
		{"set", func(w *Writer) { w.Set(2); w.Int(0); w.Int(1) }, "*2\r\n:0\r\n:1\r\n", "~2\r\n:0\r\n:1\r\n"},
		{"push", func(w *Writer) { w.Push(2); w.BulkString("a"); w.Int(1) }, "*2\r\n$1\r\na\r\n:1\r\n", ">2\r\n$1\r\na\r\n:1\r\n"},
		{"verbatim", func(w *Writer) { w.Verbatim("txt", "This is a verbatim\nstring") },
			"$25\r\nThis is a verbatim\nstring\r\n", "=29\r\ntxt:This is a verbatim\nstring\r\n"},
		{"empty verbatim", func(w *Writer) { w.Verbatim("mkd", "") }, "$0\r\n\r\n", "=4\r\nmkd:\r\n"},
		{"short format", func(w *Writer) { w.Verbatim("t", "x") }, "$1\r\nx\r\n", "=5\r\nt  :x\r\n"},
		{"long format", func(w *Writer) { w.Verbatim("text", "x") }, "$1\r\nx\r\n", "=5\r\ntex:x\r\n"},
		{"empty map and set", func(w *Writer) { w.Map(0); w.Set(0) }, "*0\r\n*0\r\n", "%0\r\n~0\r\n"},
		{"simple string", func(w *Writer) { w.SimpleString("OK") }, "+OK\r\n", "+OK\r\n"},
		{"error", func(w *Writer) { w.Error("ERR x") }, "-ERR x\r\n", "-ERR x\r\n"},
		{"integer", func(w *Writer) { w.Int(12345) }, ":12345\r\n", ":12345\r\n"},
		{"bulk", func(w *Writer) { w.Bulk([]byte("Hello World")) }, "$11\r\nHello World\r\n", "$11\r\nHello World\r\n"},
		{"array", func(w *Writer) { w.Array(1); w.Null() }, "*1\r\n$-1\r\n", "*1\r\n_\r\n"},
	}
	for _, test := range tests {
		if got := wire(test.write); got != test.resp2 {
			t.Errorf("%s in RESP2: got %q, want %q", test.name, got, test.resp2)
		}
		if got := wire(func(w *Writer) { w.SetProtocol(3); test.write(w) }); got != test.resp3 {
			t.Errorf("%s in RESP3: got %q, want %q", test.name, got, test.resp3)
		}
	}
}

func TestProtocolHoldsFromTheNextReplyOn(t *testing.T) {
	var dst bytes.Buffer
	w := NewWriter(&dst)
	for i, version := range []int{2, 3, 3, 2, 3, 0, 4} {
		if i > 0 {
			w.SetProtocol(version)
		}
		want := version
		if version != 3 {
			want = 2
		}
		if got := w.Protocol(); got != want {
			t.Errorf("protocol is %d after SetProtocol(%d)", got, version)
		}
		w.Null()
	}
	w.Flush()
	if want := "$-1\r\n_\r\n_\r\n$-1\r\n_\r\n$-1\r\n$-1\r\n"; dst.String() != want {
		t.Errorf("got %q, want %q", dst.String(), want)
	}
}

func TestResetKeepsTheProtocol(t *testing.T) {
	var dst bytes.Buffer
	w := NewWriter(io.Discard)
	w.SetProtocol(3)
	w.Reset(&dst)
	w.Null()
	w.Flush()
	if w.Protocol() != 3 || dst.String() != "_\r\n" {
		t.Errorf("after Reset: protocol %d, %q", w.Protocol(), dst.String())
	}
}

// flat returns what is left of a reply in RESP2.
func flat(reply Reply) Reply {
	switch reply.Kind {
	case KindVerbatim:
		reply.Kind = KindBulk
	case KindMap, KindSet, KindPush:
		reply.Kind = KindArray
	}
	for i := range reply.Array {
		reply.Array[i] = flat(reply.Array[i])
	}
	return reply
}

// The same calls say the same in both protocols: what is read back in RESP2 is
// what is read back in RESP3 with the types that RESP2 lacks taken from it.
func TestBothProtocolsCarryTheSameContent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		replies := drawReplies(t)
		var read [4][]Reply
		for version := 2; version <= 3; version++ {
			stream := wire(func(w *Writer) {
				w.SetProtocol(version)
				for _, reply := range replies {
					write(w, reply)
				}
			})
			got, err := readReplies(NewReplyReader(strings.NewReader(stream)))
			if err != io.EOF || len(got) != len(replies) {
				t.Fatalf("RESP%d: %d of %d replies, %v", version, len(got), len(replies), err)
			}
			read[version] = got
		}
		for i, reply := range read[3] {
			read[3][i] = flat(reply)
		}
		if !slices.EqualFunc(read[2], read[3], equal) {
			t.Fatalf("RESP2 %+v\nRESP3 %+v", read[2], read[3])
		}
	})
}

func TestWritingTypesAllocatesNothing(t *testing.T) {
	long := strings.Repeat("v", 2*maxReplyBuffer)
	for name, write := range map[string]func(w *Writer){
		"Null":          func(w *Writer) { w.Null() },
		"Map":           func(w *Writer) { w.Map(1000) },
		"Set":           func(w *Writer) { w.Set(1000) },
		"Push":          func(w *Writer) { w.Push(3) },
		"Verbatim":      func(w *Writer) { w.Verbatim("txt", "value") },
		"long Verbatim": func(w *Writer) { w.Verbatim("txt", long) },
		"SetProtocol":   func(w *Writer) { w.SetProtocol(w.Protocol()) },
	} {
		for version := 2; version <= 3; version++ {
			t.Run(fmt.Sprintf("%s in RESP%d", name, version), func(t *testing.T) {
				w := NewWriter(io.Discard)
				w.SetProtocol(version)
				if n := testing.AllocsPerRun(1000, func() { write(w) }); n != 0 {
					t.Errorf("%v allocations", n)
				}
			})
		}
	}
}
