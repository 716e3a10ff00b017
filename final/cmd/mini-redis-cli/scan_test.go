package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestScanPrintsAllKeysThatMatch(t *testing.T) {
	flags, _ := serve(t)
	var want []string
	var input strings.Builder
	for i := range 100 {
		want = append(want, fmt.Sprintf("key:%d", i))
		fmt.Fprintf(&input, "SET key:%d v\nSET other:%d v\n", i, i)
	}
	cliWithInput(input.String(), flags)
	slices.Sort(want)
	for _, tt := range []struct{ format, before, after string }{{"--raw", "", ""}, {"--no-raw", `"`, `"`}, {"--json", `"`, `"`}, {"--csv", "", ""}} {
		code, stdout, stderr := cli(flags, "--scan", "--pattern", "key:*", tt.format)
		var got []string
		for line := range strings.Lines(stdout) {
			got = append(got, strings.TrimSuffix(strings.TrimPrefix(line, tt.before), tt.after+"\n"))
		}
		slices.Sort(got)
		if got = slices.Compact(got); code != 0 || stderr != "" || !slices.Equal(got, want) {
			t.Errorf("%s: exit code %d, %q, and keys\n%q, want\n%q", tt.format, code, stderr, got, want)
		}
	}
	if _, stdout, _ := cli(flags, "--scan"); strings.Count(stdout, "\n") < 200 {
		t.Errorf("without a pattern it printed %d keys, want 200", strings.Count(stdout, "\n"))
	}
}
