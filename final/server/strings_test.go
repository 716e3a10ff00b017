package server

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"mini-redis/final/resp"
)

// SETRANGE replaces the bytes at the offset, and no others: what lies between the old
// end and the offset is zero. GETRANGE returns any part of that as slicing does.
func TestRangesAreParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := quietServer()
		var want []byte
		for range rapid.IntRange(1, 10).Draw(t, "writes") {
			part := rapid.SliceOfN(rapid.Byte(), 1, 20).Draw(t, "part")
			offset := rapid.IntRange(0, 40).Draw(t, "offset")
			want = append(want, bytes.Repeat([]byte{0}, max(0, offset+len(part)-len(want)))...)
			copy(want[offset:], part)
			r := execute(t, s, []string{"SETRANGE", "k", strconv.Itoa(offset), string(part)})[0]
			if r.Int != int64(len(want)) {
				t.Fatalf("SETRANGE returned %d, want %d", r.Int, len(want))
			}
		}
		from := rapid.IntRange(0, len(want)-1).Draw(t, "from")
		to := rapid.IntRange(from, len(want)-1).Draw(t, "to")
		fromEnd := func(i int) string { return strconv.Itoa(i - len(want)) }
		for _, r := range execute(t, s,
			[]string{"GETRANGE", "k", strconv.Itoa(from), strconv.Itoa(to)},
			[]string{"GETRANGE", "k", fromEnd(from), fromEnd(to)},
			[]string{"SUBSTR", "k", strconv.Itoa(from), fromEnd(to)},
		) {
			if r.Str != string(want[from:to+1]) {
				t.Fatalf("bytes %d to %d are %q, want %q", from, to, r.Str, want[from:to+1])
			}
		}
	})
}

// A value in a reply on its way stays as it was.
func TestSetRangeLeavesOldRepliesAlone(t *testing.T) {
	s := quietServer()
	execute(t, s, []string{"SET", "k", "hello"})
	old, _ := s.store.Get([]byte("k"), nil)
	execute(t, s, []string{"SETRANGE", "k", "1", "ipp"}, []string{"APPEND", "k", "!"})
	if string(old) != "hello" {
		t.Errorf("the old value became %q", old)
	}
}

func TestValuesStayWithinTheLimitOfArguments(t *testing.T) {
	const limit = 1 << 20
	s := quietServer()
	s.MaxBulkLen = limit
	tooLong := resp.Reply{Kind: resp.KindError, Str: errStringTooLong}
	value := strings.Repeat("v", limit-1)
	for _, step := range []struct {
		command []string
		want    resp.Reply
	}{
		{[]string{"SET", "k", value}, resp.Reply{Kind: resp.KindSimpleString, Str: "OK"}},
		{[]string{"APPEND", "k", "vv"}, tooLong},
		{[]string{"SETRANGE", "k", strconv.Itoa(limit - 1), "vv"}, tooLong},
		{[]string{"SETRANGE", "nosuch", strconv.Itoa(limit), "v"}, tooLong},
		{[]string{"STRLEN", "k"}, resp.Reply{Kind: resp.KindInteger, Int: limit - 1}},
		{[]string{"APPEND", "k", "v"}, resp.Reply{Kind: resp.KindInteger, Int: limit}},
		{[]string{"APPEND", "k", "v"}, tooLong},
		{[]string{"SETRANGE", "k", strconv.Itoa(limit - 2), "vv"}, resp.Reply{Kind: resp.KindInteger, Int: limit}},
		{[]string{"EXISTS", "nosuch"}, resp.Reply{Kind: resp.KindInteger}},
	} {
		if got := execute(t, s, step.command)[0]; show(got) != show(step.want) {
			t.Errorf("%.60q: got %s, want %s", step.command, show(got), show(step.want))
		}
	}
}
