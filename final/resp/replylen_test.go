package resp

import (
	"errors"
	"reflect"
	"runtime"
	"strings"
	"testing"
)

// A reply takes no more memory than MaxReplyLen says, and for a moment twice that, whatever
// its elements are.
func TestReplyMemoryIsLimited(t *testing.T) {
	if got := reflect.TypeFor[Reply]().Size(); got > elementLen {
		t.Errorf("a Reply takes %d bytes, and is charged %d", got, elementLen)
	}
	const limit = 1 << 20
	for name, element := range map[string]string{
		"empty arrays":  "*0\r\n",
		"nulls":         "_\r\n",
		"numbers":       ":1\r\n",
		"empty strings": "$0\r\n\r\n",
		"strings":       "$100\r\n" + strings.Repeat("x", 100) + "\r\n",
		"lines":         "+" + strings.Repeat("x", 100) + "\r\n",
		"pairs":         "*2\r\n:1\r\n:2\r\n",
	} {
		stream := "*1000000\r\n" + strings.Repeat(element, 1_000_000)
		r := NewReplyReader(strings.NewReader(stream))
		r.MaxReplyLen = limit
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := r.ReadReply()
		runtime.ReadMemStats(&after)
		if !errors.Is(err, ErrReplyTooLong) {
			t.Errorf("%s: error %v, want ErrReplyTooLong", name, err)
		}
		// A slice that grows is allocated again and again, in all five times its length.
		if got := after.TotalAlloc - before.TotalAlloc; got > 6*limit {
			t.Errorf("%s: allocated %d bytes under a limit of %d", name, got, limit)
		}
	}
	r := NewReplyReader(strings.NewReader(strings.Repeat("$600\r\n"+strings.Repeat("x", 600)+"\r\n", 10)))
	r.MaxReplyLen = 700
	for range 10 {
		if _, err := r.ReadReply(); err != nil {
			t.Fatalf("the limit of one reply counts for all: %v", err)
		}
	}
}
