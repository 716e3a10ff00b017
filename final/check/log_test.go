package check_test

import (
	"slices"
	"testing"

	"mini-redis/final/check"
)

// The log of a case has what the server printed during the case, to the last line
// before the reply that is wrong, and nothing that it printed at its start or in
// the case before. That holds for a server that says late that it listens.
func TestLogIsThatOfTheCase(t *testing.T) {
	for name, text := range map[string]string{
		"shared server": "# PONG is wrong\n> PING\n< +OK\n# And again\n> PING\n< +OK\n",
		"own servers":   "# PONG is wrong\n@ own server\n> PING\n< +OK\n# And again\n@ own server\n> PING\n< +OK\n",
	} {
		t.Run(name, func(t *testing.T) {
			var logs []string
			target := check.Command{Args: badServer("says late that it listens")}
			for _, result := range play(t, target, hang, parse(t, text)) {
				logs = append(logs, result.Log)
			}
			if want := []string{"got a command", "got a command"}; !slices.Equal(logs, want) {
				t.Errorf("got %q, want %q", logs, want)
			}
		})
	}
}
