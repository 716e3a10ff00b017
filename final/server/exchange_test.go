package server

import (
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"mini-redis/final/resp"
)

// An exchange is what a client sends on a connection of its own, to a server
// without keys, and all the bytes that come back before the connection ends.
//
// Commands are written as inline commands, with " | " between them. The replies
// were taken from redis-server 7.0.15. If the first command is HELLO 3, its reply is
// left out: it tells the number of the connection.
type exchange struct{ sent, want string }

// Replies that many commands have in common.
const (
	notInteger  = "-ERR value is not an integer or out of range\r\n"
	notFloat    = "-ERR value is not a valid float\r\n"
	syntaxError = "-ERR syntax error\r\n"
	badCursor   = "-ERR invalid cursor\r\n"
)

// exchanges are all of them but those that break the protocol.
func exchanges() []exchange {
	return slices.Concat(connectionExchanges, clientExchanges, commandExchanges, configExchanges, adminExchanges, stringExchanges, rangeExchanges, numberExchanges, keyExchanges, nameExchanges,
		scanExchanges, conditionExchanges, getExExchanges, pubsubExchanges, resp3Exchanges)
}

// inline returns the commands as a person would type them.
func (e exchange) inline() string {
	return strings.ReplaceAll(e.sent, " | ", "\r\n") + "\r\n"
}

// commands returns the commands, each with its arguments.
func (e exchange) commands() (all [][]string) {
	r := resp.NewReader(strings.NewReader(e.inline()))
	for {
		args, err := r.ReadCommand()
		if err != nil {
			return all
		}
		var command []string
		for _, arg := range args {
			command = append(command, string(arg))
		}
		all = append(all, command)
	}
}

// arrays returns the commands as a client library would send them.
func (e exchange) arrays() string {
	var b []byte
	for _, command := range e.commands() {
		b = resp.AppendCommand(b, command...)
	}
	return string(b)
}

// compared returns the part of a server's answer that want is to equal.
func (e exchange) compared(answer string) string {
	if strings.HasPrefix(e.sent, "HELLO 3 | ") {
		_, answer, _ = strings.Cut(answer, "modules\r\n*0\r\n")
	}
	return answer
}

func TestCommandsGetTheRepliesOfRedis(t *testing.T) {
	for _, e := range exchanges() {
		for _, sent := range []string{e.arrays(), e.inline()} {
			s := &Server{Logger: slog.New(slog.DiscardHandler), LogLevel: new(slog.LevelVar)}
			if got := e.compared(serveAll(s, strings.NewReader(sent)).out.String()); got != e.want {
				t.Errorf("%s\ngot  %q\nwant %q", e.sent, got, e.want)
			}
		}
	}
}

// The replies depend on the bytes alone, not on how the network cuts them.
func TestRepliesDoNotDependOnTheReads(t *testing.T) {
	for _, e := range exchanges() {
		s := &Server{Logger: slog.New(slog.DiscardHandler), LogLevel: new(slog.LevelVar)}
		in := iotest.OneByteReader(strings.NewReader(e.arrays()))
		if got := e.compared(serveAll(s, in).out.String()); got != e.want {
			t.Errorf("%s\ngot  %q\nwant %q", e.sent, got, e.want)
		}
	}
}

// Each command of the table is in an exchange, and so is its complaint about the
// number of arguments, if it can have one.
func TestExchangesCoverTheTable(t *testing.T) {
	sent := map[string]bool{}
	var replies strings.Builder
	for _, e := range exchanges() {
		for _, command := range e.commands() {
			sent[strings.ToLower(command[0])] = true
		}
		replies.WriteString(e.want)
	}
	for name, cmd := range newTable() {
		if !sent[name] {
			t.Errorf("no exchange has %s", name)
		}
		complaint := "-ERR wrong number of arguments for '" + name + "' command\r\n"
		if cmd.arity != -1 && !strings.Contains(replies.String(), complaint) {
			t.Errorf("no exchange has %s with the wrong number of arguments", name)
		}
	}
}
