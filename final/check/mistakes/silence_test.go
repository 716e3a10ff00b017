package mistakes

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mini-redis/final/check"
)

// A server that doesn't end when it should is looked into, too.
func TestServerThatDoesNotEndShowsWhereItStands(t *testing.T) {
	t.Parallel()
	cases, err := check.Parse("test.spec", []byte("# It ends\n@ own server\n> PING\n< +PONG\nstop\nexits\n"))
	if err != nil {
		t.Fatal(err)
	}
	runner := check.Runner{Target: process(stopHangs), Timeout: inVain}
	for r := range runner.Run(t.Context(), cases) {
		if got := strings.Join(r.Goroutines, "\n"); !strings.Contains(got, "1 waits (sync.WaitGroup.Wait): planted_test.go:") || r.Meanwhile != "" {
			t.Errorf("got\n%s", r.Text(check.Style{}))
		}
	}
}

// A server that lets a client wait is looked into: whether it serves others, and if it
// doesn't, where it stands.
func TestSilenceIsLookedInto(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		mistake    mistake
		step       int
		lines      string
		meanwhile  string
		cause      string
		goroutines string // a regular expression
	}{
		{
			replyNotFlushed, 2, "> SET a 1\n< +OK\n",
			"meanwhile a second client sent PING and was answered: only this connection waits",
			"does the server answer this at all, and is the reply flushed?", "",
		},
		{
			replyNotFlushed, 3, "> SET a 1\n< +OK\n",
			"meanwhile a second client sent PING and GET and was answered: only this connection waits",
			"does the server answer this at all, and is the reply flushed?", "",
		},
		{
			lockNotGivenBack, 3, "> GET a\n< nil\nb> SET a 1\nb< +OK\n",
			"meanwhile a second client's PING was answered, and its GET wasn't: whoever asks for data waits",
			"something keeps the data from everybody: a lock that isn't given back, or one that is held while the server waits",
			`^1 waits for a lock: planted_test.go:\d+, in \(\*small\).reply\n1 waits for a lock: planted_test.go:\d+, in \(\*small\).get\n`,
		},
		{
			handlersFillChan, 3, "> PING\n< +PONG\n> 5 times SET a 1\n< 5 times +OK\n",
			"meanwhile a second client sent PING and got no answer either: the server serves nobody",
			"something stops the whole server: a lock that isn't given back, a wait for a client, or a loop without end",
			`^2 wait to send to a channel: planted_test.go:\d+, in \(\*small\).reply\n`,
		},
	} {
		t.Run(fmt.Sprintf("step%d/%s", test.step, test.mistake), func(t *testing.T) {
			t.Parallel()
			cases, err := check.Parse("test.spec", []byte("# A case\n"+test.lines+"# The next\n> PING\n< +PONG\n"))
			if err != nil {
				t.Fatal(err)
			}
			for i := range cases {
				cases[i].Step = test.step
			}
			runner := check.Runner{Target: process(test.mistake), Timeout: inVain}
			results := slices.Collect(runner.Run(t.Context(), cases))
			r := results[0]
			if r.Meanwhile != test.meanwhile || r.Cause != test.cause {
				t.Errorf("got\n%s", r.Text(check.Style{}))
			}
			got := strings.Join(r.Goroutines, "\n")
			if (test.goroutines == "") != (got == "") || !regexp.MustCompile(test.goroutines).MatchString(got) {
				t.Errorf("got\n%s\nwant %s", r.Text(check.Style{}), test.goroutines)
			}
			if results[1].Outcome != check.Pass {
				t.Errorf("the next case is played on a server that serves nobody:\n%s", results[1].Text(check.Style{}))
			}
		})
	}
}
