package shutdown_test

import (
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	shutdown "mini-redis/step06_shutdown"
)

// CONFIG GET answers with the names that match, in any case, each once, and
// their values. Its errors are Redis's, word for word.
func TestConfigGet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := &shutdown.Server{MaxConns: 7}, listen()
		serve(t, s, l)
		c := dial(t, l)
		for _, test := range []struct{ send, want string }{
			{"CONFIG GET maxclients", "[maxclients 7]"},
			{"config get save", "[save ]"},
			{"CONFIG Get APPENDONLY", "[appendonly no]"},
			{"CONFIG GET MaxC*", "[maxclients 7]"},
			{"CONFIG GET sav?", "[save ]"},
			{"CONFIG GET [as]*", "[appendonly no save ]"},
			{"CONFIG GET *", "[appendonly no maxclients 7 save ]"},
			{"CONFIG GET save appendonly", "[appendonly no save ]"},
			{"CONFIG GET save s* save", "[save ]"},
			{"CONFIG GET nothing", "[]"},
			{"CONFIG GET nothing save", "[save ]"},
			{"CONFIG", "ERR wrong number of arguments for 'config' command"},
			{"CONFIG GET", "ERR wrong number of arguments for 'config|get' command"},
			{"CONFIG foo", "ERR unknown subcommand 'foo'. Try CONFIG HELP."},
			{"CONFIG Foo save", "ERR unknown subcommand 'Foo'. Try CONFIG HELP."},
		} {
			c.send(test.send)
			if got, err := c.next(); got != test.want || err != nil {
				t.Errorf("%s: got %q, %v, want %q", test.send, got, err, test.want)
			}
		}
		require.NoError(t, s.Shutdown(t.Context()))
	})
}

// The complete server has the commands of all steps, on one store and one hub.
func TestCommandsOfAllSteps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, l := &shutdown.Server{}, listen()
		serve(t, s, l)
		one, two := dial(t, l), dial(t, l)
		one.send("SET k 1 EX 10", "INCR k", "SUBSCRIBE news")
		one.want("OK", "2", "[subscribe news 1]")
		two.send("PING", "GET k", "TTL k", "PUBLISH news hello", "PUBSUB CHANNELS")
		two.want("PONG", "2", "10", "1", "[news]")
		one.want("[message news hello]")
		require.NoError(t, s.Shutdown(t.Context()))
	})
}
