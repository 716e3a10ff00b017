package check_test

import (
	"testing"

	"mini-redis/final/check"
)

// A server that doesn't answer at all is waited for in full once, not in every
// case.
func TestSilentServerIsGivenUpSooner(t *testing.T) {
	t.Parallel()
	cases := parse(t, ping+"# PING is answered again\n> PING\n< +PONG\n")
	results := play(t, check.Command{Args: badServer("never replies")}, short, cases)
	for i, want := range []string{"nothing came within 200ms", "nothing came within 50ms"} {
		if results[i].Reason != want {
			t.Errorf("got %q, want %q", results[i].Reason, want)
		}
	}
}

// One that is silent in one case, and has said something in another, has its full time
// in all of them.
func TestServerThatHasSpokenIsNotGivenUpSooner(t *testing.T) {
	t.Parallel()
	const silent = "> raw \"\"\n< +PONG\n"
	cases := parse(t, ping+"# Silence\n"+silent+"# Silence again\n"+silent)
	for i, result := range play(t, canned("+PONG\r\n", false), vain, cases) {
		if want := []string{"", "nothing came within 3s", "nothing came within 3s"}[i]; result.Reason != want {
			t.Errorf("case %d: got %q, want %q", i, result.Reason, want)
		}
	}
}

// Only the first byte of a case is waited for less, and only where a reply is due:
// what a server may take its time for, it still may.
func TestOnlySilenceIsGivenUpSooner(t *testing.T) {
	t.Parallel()
	cases := parse(t, ping+`# It closes the connection
> PING
< closed

# It says something in the end
> PING
< eventually +PONG
`)
	results := play(t, check.Command{Args: badServer("never replies")}, short, cases)
	for i, want := range []string{"nothing came within 200ms", "the connection is still open after 200ms", "nothing came within 200ms"} {
		if results[i].Reason != want {
			t.Errorf("case %d: got %q, want %q", i, results[i].Reason, want)
		}
	}
}
