package check_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mini-redis/final/check"
)

// The log of a case has what the server printed during the case, to the last line
// before the reply that is wrong, and nothing that it printed before, be it at its
// start, about those who only look whether it listens, or in the case before.
func TestLogIsThatOfTheCase(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"shared server": "# PONG is wrong\n> PING\n< +OK\n# And again\n> PING\n< +OK\n",
		"own servers":   "# PONG is wrong\n@ own server\n> PING\n< +OK\n# And again\n@ own server\n> PING\n< +OK\n",
	} {
		t.Run(name, func(t *testing.T) {
			var logs []string
			target := check.Command{Args: badServer("logs its clients")}
			for _, result := range play(t, target, hang, parse(t, text)) {
				logs = append(logs, result.Log)
			}
			if want := []string{"got a command", "got a command"}; !slices.Equal(logs, want) {
				t.Errorf("got %q, want %q", logs, want)
			}
		})
	}
}

// A server that was ended by who only looks whether it listens, and isn't again, has its
// log shown all the same.
func TestServerThatEndsOnceWhenOneOnlyConnects(t *testing.T) {
	t.Parallel()
	target := check.Command{Args: badServer("ends once when one only connects", filepath.Join(t.TempDir(), "ended"))}
	result := play(t, target, hang, parse(t, ping))[0]
	if !strings.Contains(result.Cause, "the server crashed: exit status 1") || !strings.Contains(result.Log, "can't read: EOF") {
		t.Errorf("got\n%s", result.Text(check.Style{}))
	}
}
