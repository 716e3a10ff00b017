package framing

import (
	"io"
	"runtime"
	"strings"
	"testing"
)

// I3: a reply that names one large value many times is written piece by piece. It
// is never in memory as a whole.
func TestLongReplyIsNotBuiltInMemory(t *testing.T) {
	value := Bulk(strings.Repeat("x", 1<<20))
	reply := Array{}
	for range 1000 {
		reply = append(reply, value)
	}
	enc := NewEncoder(io.Discard)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if err := enc.Encode(reply); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 2<<20 {
		t.Errorf("encoding 1,000 MB took %d bytes of memory, want less than 2 MB", got)
	}
}
