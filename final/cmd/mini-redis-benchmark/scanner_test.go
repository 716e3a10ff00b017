package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"mini-redis/final/resp"
)

func TestScannerCountsRepliesOfItsKind(t *testing.T) {
	for _, tt := range []struct {
		kind byte
		in   string
		want int
	}{
		{'+', "+OK\r\n+OK\r\n+PONG\r\n", 3},
		{'+', "+OK\r\n+OK\r", 1},
		{'+', "+OK", 0},
		{':', ":1\r\n:-20\r\n", 2},
		{'$', "$3\r\nabc\r\n$3\r\nabc\r\n", 2},
		{'$', "$3\r\na\nc\r\n$4\r\n\r\n\r\n\r\n$-1\r\n", 3},
		{'$', "$0\r\n\r\n$0\r\n\r\n", 2},
		{'$', "$3\r\nabc\r\n$3\r\nabc", 1},
		{'$', "$3\r\n+OK\r\n$3\r\n-ER\r\n", 2},
	} {
		s := scanner{kind: tt.kind}
		if got, err := s.scan([]byte(tt.in)); got != tt.want || err != nil {
			t.Errorf("%q: got %d, %v, want %d", tt.in, got, err, tt.want)
		}
	}
}

func TestScannerRefusesWhatIsNoReplyOfItsKind(t *testing.T) {
	for _, tt := range []struct {
		kind  byte
		in    string
		count int
		want  string
	}{
		{'+', "+OK\r\n-ERR no such thing\r\n", 1, "the server answered: ERR no such thing"},
		{'$', "$3\r\nabc\r\n-LOADING wait\r\n", 1, "the server answered: LOADING wait"},
		{'+', "-" + strings.Repeat("x", 2*maxLine), 0, "the server answered: " + strings.Repeat("x", maxLine-1)},
		{'+', ":1\r\n", 0, `the server sent ":1\r\n" where a reply of type '+' was due`},
		{':', "$1\r\n", 0, "where a reply of type ':' was due"},
		{'+', "+OK\n", 0, `"+OK\n" instead of a reply`},
		{'+', "\r\n", 0, "instead of a reply"},
		{'+', "+" + strings.Repeat("x", maxLine), 0, "a line of more than 512 bytes"},
		{'$', "$x\r\n", 0, `the header "$x\r\n"`},
		{'$', "$-2\r\n", 0, `the header "$-2\r\n"`},
		{'$', "$536870913\r\n", 0, "the header"},
		{'$', "$3\r\nabcd\r\n", 0, "longer than its header says"},
		{'$', "$3\r\nabc\n", 0, "longer than its header says"},
	} {
		s := scanner{kind: tt.kind}
		got, err := s.scan([]byte(tt.in))
		if got != tt.count || err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%.40q: got %d, %v, want %d, %s", tt.in, got, err, tt.count, tt.want)
		}
		if _, isReply := errors.AsType[replyError](err); isReply != strings.HasPrefix(tt.want, "the server answered") {
			t.Errorf("%.40q: is it an error reply? got %v", tt.in, isReply)
		}
	}
}

// A scanner counts what resp.ReplyReader reads, and stops at the first error reply,
// however the stream is cut.
func TestScannerCountsWhatAReplyReaderReads(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]byte("+:$")).Draw(t, "kind")
		var stream bytes.Buffer
		for range rapid.IntRange(0, 20).Draw(t, "replies") {
			stream.WriteString(drawReply(t, kind))
		}
		want, wantErr := read(stream.Bytes())

		s, got := scanner{kind: kind}, 0
		var err error
		for err == nil && stream.Len() > 0 {
			var n int
			n, err = s.scan(stream.Next(rapid.IntRange(1, 40).Draw(t, "piece")))
			got += n
		}
		if got != want || fmt.Sprint(err) != fmt.Sprint(wantErr) {
			t.Fatalf("got %d, %v, want %d, %v", got, err, want, wantErr)
		}
	})
}

func drawReply(t *rapid.T, kind byte) string {
	if rapid.IntRange(0, 30).Draw(t, "error") == 0 {
		return "-ERR refused\r\n"
	}
	switch kind {
	case '+':
		return "+" + rapid.StringMatching(`[A-Z ]{0,20}`).Draw(t, "text") + "\r\n"
	case ':':
		return fmt.Sprintf(":%d\r\n", rapid.Int64().Draw(t, "integer"))
	}
	if rapid.IntRange(0, 9).Draw(t, "null") == 0 {
		return "$-1\r\n"
	}
	payload := rapid.SampledFrom([]string{"", "abc", "abc", "\r\n", "-ERR\r\n", strings.Repeat("y\n", 100)}).Draw(t, "payload")
	return fmt.Sprintf("$%d\r\n%s\r\n", len(payload), payload)
}

// read counts the replies before the first error reply.
func read(stream []byte) (n int, err error) {
	replies := resp.NewReplyReader(bytes.NewReader(stream))
	for ; ; n++ {
		switch reply, err := replies.ReadReply(); {
		case err == io.EOF:
			return n, nil
		case err != nil:
			return n, err
		case reply.Kind == resp.KindError:
			return n, replyError(reply.Str)
		}
	}
}

func TestScannerAllocatesNothing(t *testing.T) {
	s := scanner{kind: '$'}
	in := []byte(strings.Repeat("$3\r\nabc\r\n", 100) + "$3\r\na")
	rest := []byte("bc\r\n$3\r")
	end := []byte("\nabc\r\n")
	got := testing.AllocsPerRun(100, func() {
		for _, piece := range [][]byte{in, rest, end} {
			if _, err := s.scan(piece); err != nil {
				t.Fatal(err)
			}
		}
	})
	if got != 0 {
		t.Errorf("got %v allocations, want none", got)
	}
}
