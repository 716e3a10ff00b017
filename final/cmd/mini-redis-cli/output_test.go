package main

import (
	"errors"
	"io"
	"strings"
	"testing"
)

// An output that takes nothing, as a full disk, is an error in every mode.
func TestUnprintedOutputIsAnError(t *testing.T) {
	flags, _ := serve(t)
	for _, tt := range []struct{ stdin, args string }{
		{"", "--help"}, {"", "--version"}, {"", "PING"}, {"", "--json PING"}, {"", "--latency -i 0.01"},
		{"", "--scan"}, {"", "SUBSCRIBE a"}, {"PING\r\n", "--pipe"}, {"help\n", ""}, {"help get\n", ""}, {"PING \"\n", ""}, {"PING\n", ""},
	} {
		cli(flags, "SET", "k", "v")
		full, out := io.Pipe()
		full.CloseWithError(errors.New("disk full"))
		var errs strings.Builder
		code := run(append(flags[:4:4], strings.Fields(tt.args)...), testShell(strings.NewReader(tt.stdin), out, &errs))
		if code != 1 || errs.String() != "Error: disk full\n" {
			t.Errorf("%s < %q: exit code %d and %q, want 1 and disk full", tt.args, tt.stdin, code, errs.String())
		}
	}
}
