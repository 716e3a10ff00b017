package check

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// What has been printed is in the log when one looks, although another goroutine reads it.
func TestOutputHasWhatWasPrintedBefore(t *testing.T) {
	o, err := newOutput()
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for i := range 500 {
		text := strings.Repeat("x", i) + "."
		o.in.WriteString(text)
		if got := o.since(total); got != text {
			t.Fatalf("got %d bytes, want %d", len(got), len(text))
		}
		total += len(text)
		o.in.WriteString(text)
		total += len(text)
		if got := o.length(); got != total {
			t.Fatalf("got length %d, want %d", got, total)
		}
	}
	o.closeIn()
	<-o.read
	if got := o.length(); got != total {
		t.Errorf("got length %d after the end, want %d", got, total)
	}
	o.closeOut()
}

// Whatever the pieces are in which text and markers are written, a marker is found
// where it was, and length and end of the tail are those of the text alone.
func TestMarkersLeaveNoTraceInATail(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tail := newTail()
		var text []byte
		for range rapid.IntRange(1, 10).Draw(t, "marks") {
			before := bytes.Repeat([]byte{'x'}, rapid.IntRange(0, 2*tailSize).Draw(t, "before"))
			after := bytes.Repeat([]byte{'y'}, rapid.IntRange(0, 2*tailSize).Draw(t, "after"))
			start := len(text)
			text = append(text, before...)
			want := len(text)
			text = append(text, after...)
			stream := bytes.Join([][]byte{before, after}, tail.marker)
			for len(stream) > 0 {
				n := min(len(stream), rapid.IntRange(1, len(before)+len(tail.marker)+5).Draw(t, "piece"))
				tail.Write(stream[:n])
				stream = stream[n:]
			}
			select {
			case got := <-tail.found:
				if got != want {
					t.Fatalf("got a marker at %d, want %d", got, want)
				}
			default:
				t.Fatal("the marker wasn't found")
			}
			if got := tail.length(); got != len(text) {
				t.Fatalf("got length %d, want %d", got, len(text))
			}
			kept := text[max(start, len(text)-tailSize):]
			if got := tail.since(start); got != string(kept) {
				t.Fatalf("got the last %d bytes, want %d", len(got), len(kept))
			}
		}
	})
}
