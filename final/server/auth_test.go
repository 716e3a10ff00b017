package server

import (
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mini-redis/final/resp"
)

const noAuthReply = "-NOAUTH Authentication required.\r\n"

const noAuthHello = "-NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO AUTH <user> <pass> option can be used to authenticate the client and select the RESP protocol version at the same time\r\n"

const wrongPass = "-" + errWrongPass + "\r\n"

// authExchanges are with a server whose password is secret. N stands for an id.
var authExchanges = []exchange{
	{"GET a", noAuthReply},
	{"PING", noAuthReply},
	{"GET", "-ERR wrong number of arguments for 'get' command\r\n"},
	{"NOSUCH a", "-ERR unknown command 'NOSUCH', with args beginning with: 'a' \r\n"},
	{"CONFIG nosuch", "-ERR unknown subcommand 'nosuch'. Try CONFIG HELP.\r\n"},
	{"CLIENT HELP", noAuthReply},
	{"CLIENT REPLY OFF | PING", noAuthReply + noAuthReply},
	{"SHUTDOWN", noAuthReply},
	{"SUBSCRIBE a", noAuthReply},
	{"QUIT", "+OK\r\n"},
	{"RESET | PING", "+RESET\r\n" + noAuthReply},

	{"AUTH secret | PING", "+OK\r\n+PONG\r\n"},
	{"AUTH default secret | PING", "+OK\r\n+PONG\r\n"},
	{"AUTH wrong | PING", wrongPass + noAuthReply},
	{"AUTH other secret", wrongPass},
	{"AUTH default wrong", wrongPass},
	{"AUTH default \"\"", wrongPass},
	{"AUTH", "-ERR wrong number of arguments for 'auth' command\r\n"},
	{"AUTH a b c", "-ERR syntax error\r\n"},
	{"AUTH secret | AUTH wrong | PING", "+OK\r\n" + wrongPass + "+PONG\r\n"},
	{"AUTH secret | RESET | PING", "+OK\r\n+RESET\r\n" + noAuthReply},

	{"HELLO", noAuthHello},
	{"HELLO 3", noAuthHello},
	{"HELLO 4", "-NOPROTO unsupported protocol version\r\n"},
	{"HELLO x", "-ERR Protocol version is not an integer or out of range\r\n"},
	{"HELLO 3 AUTH default wrong | PING", wrongPass + noAuthReply},
	{"HELLO 3 AUTH default", "-ERR Syntax error in HELLO option 'AUTH'\r\n"},
	{
		"HELLO 2 AUTH default secret | PING",
		"*14\r\n$6\r\nserver\r\n$5\r\nredis\r\n$7\r\nversion\r\n$6\r\n7.0.15\r\n$5\r\nproto\r\n:2\r\n$2\r\nid\r\n:N\r\n$4\r\nmode\r\n$10\r\nstandalone\r\n$4\r\nrole\r\n$6\r\nmaster\r\n$7\r\nmodules\r\n*0\r\n+PONG\r\n",
	},
	{
		"HELLO 3 AUTH default secret SETNAME me | CLIENT GETNAME | GET missing",
		"%7\r\n$6\r\nserver\r\n$5\r\nredis\r\n$7\r\nversion\r\n$6\r\n7.0.15\r\n$5\r\nproto\r\n:3\r\n$2\r\nid\r\n:N\r\n$4\r\nmode\r\n$10\r\nstandalone\r\n$4\r\nrole\r\n$6\r\nmaster\r\n$7\r\nmodules\r\n*0\r\n$2\r\nme\r\n_\r\n",
	},

	// The options before an error have their effect, the version has not.
	{"HELLO 2 SETNAME me | AUTH secret | CLIENT GETNAME", noAuthHello + "+OK\r\n$2\r\nme\r\n"},
	{"HELLO 3 AUTH default secret NOPE | GET missing", "-ERR Syntax error in HELLO option 'NOPE'\r\n$-1\r\n"},
	{"HELLO 3 AUTH default secret SETNAME me NOPE | CLIENT GETNAME", "-ERR Syntax error in HELLO option 'NOPE'\r\n$2\r\nme\r\n"},
	{"HELLO 2 AUTH default secret SETNAME \"a b\" | PING", "-" + errClientName + "\r\n+PONG\r\n"},
	{"HELLO 2 SETNAME \"a b\" AUTH default secret | PING", "-" + errClientName + "\r\n" + noAuthReply},
	{"HELLO 2 AUTH default wrong SETNAME \"a b\"", wrongPass},
	{"HELLO 2 AUTH default secret AUTH default wrong | PING", wrongPass + "+PONG\r\n"},
}

// authProtocolExchanges are what a client sends that has not given the password.
var authProtocolExchanges = []exchange{
	{"*11\r\n", "-ERR Protocol error: unauthenticated multibulk length\r\n"},
	{"*10\r\n$16385\r\n", "-ERR Protocol error: unauthenticated bulk length\r\n"},
	{"*2\r\n$4\r\nECHO\r\n$16384\r\n" + strings.Repeat("x", 16384) + "\r\n", noAuthReply},
	{"AUTH secret\r\n*2\r\n$4\r\nECHO\r\n$16385\r\n" + strings.Repeat("x", 16385) + "\r\n", "+OK\r\n$16385\r\n" + strings.Repeat("x", 16385) + "\r\n"},
	{"AUTH secret\r\n" + pipeline("DEL a b c d e f g h i j k"), "+OK\r\n:0\r\n"},
	{"AUTH secret\r\nRESET\r\n*11\r\n", "+OK\r\n+RESET\r\n-ERR Protocol error: unauthenticated multibulk length\r\n"},
}

// withoutIDs replaces the ids in replies to HELLO.
func withoutIDs(replies string) string {
	return regexp.MustCompile(`(\$2\r\nid\r\n:)\d+`).ReplaceAllString(replies, "${1}N")
}

// allAuthExchanges returns all of them, their commands as client libraries send them,
// and one for each command that must not be sent before AUTH.
func allAuthExchanges() (all []exchange) {
	for _, e := range authExchanges {
		all = append(all, exchange{e.arrays(), e.want})
	}
	all = append(all, authProtocolExchanges...)
	var forbid func(commands map[string]*command)
	forbid = func(commands map[string]*command) {
		for _, cmd := range commands {
			forbid(cmd.subs)
			if cmd.flags&(noAuth|hidden) != 0 || cmd.run == nil {
				continue
			}
			args := strings.Split(cmd.name, "|")
			for len(args) < max(cmd.arity, -cmd.arity) {
				args = append(args, "x")
			}
			all = append(all, exchange{string(resp.AppendCommand(nil, args...)), noAuthReply})
		}
	}
	forbid(newTable())
	return all
}

func TestClientsMustAuthenticateFirst(t *testing.T) {
	for _, e := range allAuthExchanges() {
		s := &Server{Password: "secret", Logger: slog.New(slog.DiscardHandler)}
		if got := withoutIDs(serveAll(s, strings.NewReader(e.sent)).out.String()); got != e.want {
			t.Errorf("%.200q\ngot  %.300q\nwant %.300q", e.sent, got, e.want)
		}
	}
}

// No other command may be sent before AUTH.
func TestCommandsAllowedBeforeAuth(t *testing.T) {
	var got []string
	for name, cmd := range newTable() {
		if cmd.flags&noAuth != 0 {
			got = append(got, name)
		}
		for _, sub := range cmd.subs {
			if sub.flags&noAuth != 0 {
				got = append(got, sub.name)
			}
		}
	}
	slices.Sort(got)
	if want := []string{"auth", "hello", "quit", "reset"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestRedisAsksForThePasswordInTheSameWay(t *testing.T) {
	socket := startRedis(t, "--requirepass", "secret")
	for _, e := range allAuthExchanges() {
		got := withoutIDs(strings.TrimPrefix(ask(t, socket, e.sent), noAuthReply)) // to ask's FLUSHALL
		if got != e.want {
			t.Errorf("%.200q\ngot  %.300q\nwant %.300q", e.sent, got, e.want)
		}
	}
}

func TestWrongPasswordsAreCounted(t *testing.T) {
	s := &Server{Password: "secret", Logger: slog.New(slog.DiscardHandler)}
	serveAll(s, strings.NewReader("AUTH a\r\nAUTH other secret\r\nHELLO 2 AUTH default b\r\nAUTH secret\r\nAUTH\r\n"))
	if got := s.stats.denied.Load(); got != 3 {
		t.Errorf("got %d, want 3", got)
	}
}
