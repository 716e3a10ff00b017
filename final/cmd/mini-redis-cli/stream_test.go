package main

import (
	"bufio"
	"io"
	"strings"
	"testing"
)

// Messages are printed as they come, until the server ends the connection.
func TestSubscriptionStreams(t *testing.T) {
	for _, tt := range []struct{ command, confirmation, message string }{
		{"SUBSCRIBE", "subscribe\nnews\n1\n", "message\nnews\nhello\n"},
		{"psubscribe", "psubscribe\nnews\n1\n", "pmessage\nnews\nnews\nhello\n"},
		{"--no-raw SUBSCRIBE", "Reading messages... (press Ctrl-C to quit)\n1) \"subscribe\"\n2) \"news\"\n3) (integer) 1\n",
			"1) \"message\"\n2) \"news\"\n3) \"hello\"\n"},
	} {
		flags, stop := serve(t)
		r, w := io.Pipe()
		var stderr strings.Builder
		code := make(chan int, 1)
		go func() {
			args := append(append(flags, strings.Fields(tt.command)...), "news")
			code <- run(args, testShell(strings.NewReader(""), w, &stderr))
			w.Close()
		}()
		stdout := bufio.NewReader(r)
		want := func(lines string) {
			t.Helper()
			got := make([]byte, len(lines))
			if _, err := io.ReadFull(stdout, got); err != nil || string(got) != lines {
				t.Fatalf("%s: got %q, %v, want %q", tt.command, got, err, lines)
			}
		}
		want(tt.confirmation)
		for range 3 {
			if _, subscribers, _ := cli(flags, "PUBLISH", "news", "hello"); subscribers != "1\n" {
				t.Errorf("%s: published to %q, want 1", tt.command, subscribers)
			}
			want(tt.message)
		}
		stop()
		if got := <-code; got != 1 || stderr.String() != "Error: server closed the connection\n" {
			t.Errorf("%s: exit code %d and %q", tt.command, got, stderr.String())
		}
	}
}
