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

// In a transaction SUBSCRIBE and its like are queued, with one reply, whatever they
// answer later.
func TestSubscriptionIsQueuedInATransaction(t *testing.T) {
	flags := answeringWith(t, func(args []string) (string, bool) {
		switch args[0] {
		case "MULTI", "DISCARD", "PING":
			return "+" + args[0] + "\r\n", true
		case "EXEC":
			return "*1\r\n*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n", true
		}
		return "+QUEUED\r\n", true
	})
	const outOfStep = "Error: connection closed: after SUBSCRIBE or UNSUBSCRIBE in a transaction more comes than replies\n"
	const executed = "subscribe\na\n1\n"
	for _, tt := range []struct {
		input          string
		stdout, stderr string
	}{
		{"MULTI\nSUBSCRIBE a b\nDISCARD\nPING", "MULTI\nQUEUED\nDISCARD\nPING\n", ""},
		{"MULTI\nUNSUBSCRIBE a b\nDISCARD\nPING", "MULTI\nQUEUED\nDISCARD\nPING\n", ""},
		{"MULTI\nUNSUBSCRIBE a\nEXEC\nPING", "MULTI\nQUEUED\n" + executed + "PING\n", ""},
		{"MULTI\nSUBSCRIBE a b\nEXEC\nPING", "MULTI\nQUEUED\n" + executed, outOfStep},
		{"MULTI\nUNSUBSCRIBE\nEXEC\nPING", "MULTI\nQUEUED\n" + executed, outOfStep},
		{"MULTI\nSUBSCRIBE a b\nDISCARD\nMULTI\nGET 1\nEXEC\nPING", "MULTI\nQUEUED\nDISCARD\nMULTI\nQUEUED\n" + executed + "PING\n", ""},
	} {
		code, stdout, stderr := cliWithInput(tt.input, flags)
		if stdout != tt.stdout || stderr != tt.stderr || (code == 0) != (stderr == "") {
			t.Errorf("%q: exit code %d, output %q and %q, want %q and %q", tt.input, code, stdout, stderr, tt.stdout, tt.stderr)
		}
	}
}
