package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"mini-redis/final/resp"
	shutdown "mini-redis/step06_shutdown"
)

// words are the arguments that random commands are made of, one list a kind.
var words = map[string]*rapid.Generator[string]{
	"key":     rapid.SampledFrom([]string{"a", "b", "c", "news", ""}),
	"value":   rapid.SampledFrom([]string{"", "0", "41", "-7", "01", "9223372036854775807", "x y", "\x00\r\n\xff"}),
	"number":  rapid.SampledFrom([]string{"1", "-1", "0", "5", "100", "9223372036854775807", "-9223372036854775808", "1.5", "+1", "x"}),
	"option":  rapid.SampledFrom([]string{"NX", "XX", "GET", "KEEPTTL", "EX", "px", "EXAT", "PXAT", "nosuch"}),
	"pattern": rapid.SampledFrom([]string{"*", "a", "[ab]", "?ew*", "n*", "\\a", ""}),
}

// commandForms are the commands of the steps, each with the kinds of its arguments.
var commandForms = []string{
	"PING", "PING value", "PING value value", "ECHO value", "ECHO", "nosuch key key", "RESET",
	"GET key", "SET key value", "SET key value option", "SET key value option number", "SET key value option number option",
	"SET key number", "MGET key key key", "MSET key value key value", "MSET key value key", "STRLEN key", "APPEND key value",
	"INCR key", "DECR key", "INCRBY key number", "GET", "SET key", "INCR", "DEL key key", "EXISTS key key key",
	"KEYS pattern", "DBSIZE", "DBSIZE key", "FLUSHALL", "FLUSHALL ASYNC", "FLUSHALL key",
	"EXPIRE key number", "PEXPIRE key number", "EXPIREAT key number", "PEXPIREAT key number", "EXPIRE key number nosuch",
	"TTL key", "PTTL key", "PERSIST key",
	"SUBSCRIBE key", "SUBSCRIBE key key", "UNSUBSCRIBE", "UNSUBSCRIBE key", "PSUBSCRIBE pattern", "PUNSUBSCRIBE",
	"PUNSUBSCRIBE pattern pattern", "PUBLISH key value", "PUBSUB CHANNELS", "PUBSUB CHANNELS pattern", "PUBSUB NUMSUB key key",
	"PUBSUB NUMPAT", "PUBSUB NUMPAT key", "PUBSUB CHANNELS key key", "PUBSUB nosuch",
	"CONFIG GET nosuch", "CONFIG GET maxclients save", "CONFIG GET", "CONFIG nosuch",
}

func drawCommand(t *rapid.T) []string {
	args := strings.Fields(rapid.SampledFrom(commandForms).Draw(t, "command"))
	for i, word := range args {
		if kind, ok := words[word]; ok {
			args[i] = kind.Draw(t, word)
		}
	}
	return args
}

// Step 6's server is the specification: two clients send the same commands to it
// and to a Server, time passes, also up to a key's deadline, and each client gets the
// same replies and the same messages from both.
func TestServerAgreesWithStep6(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rapid.SyncTest(t, func(t *rapid.T) {
			var both duel
			var endModel, endServer func()
			model := &shutdown.Server{MaxConns: 100}
			server := &Server{MaxClients: 100, Logger: slog.New(slog.DiscardHandler)}
			both.model, endModel = serveTwo(t, model.Serve, model.Shutdown)
			both.server, endServer = serveTwo(t, server.Serve, server.Shutdown)
			defer endModel()
			defer endServer()
			for range rapid.IntRange(1, 100).Draw(t, "steps") {
				switch rapid.IntRange(0, 9).Draw(t, "wait") {
				case 0, 1:
					time.Sleep(rapid.SampledFrom([]time.Duration{time.Millisecond, time.Second, 101 * time.Second}).Draw(t, "time"))
					synctest.Wait() // for sweeps of this moment, which DBSIZE would race
				case 2:
					both.meetDeadline(t)
				}
				both.send(t, drawCommand(t))
			}
		})
	})
}

// A duel is the model and the server, with the same clients.
type duel struct{ model, server [2]*peer }

// meetDeadline sets a key's deadline, and asks for the key in the millisecond
// before it, in that of the deadline, or in the one after it: there it is gone whether
// or not it was swept.
func (d *duel) meetDeadline(t *rapid.T) {
	key := words["key"].Draw(t, "key")
	n := rapid.SampledFrom([]int{1, 5, 100}).Draw(t, "milliseconds")
	d.send(t, []string{"SET", key, "1", "PX", strconv.Itoa(n)})
	time.Sleep(time.Duration(n+rapid.IntRange(-1, 1).Draw(t, "late")) * time.Millisecond)
	name := rapid.SampledFrom([]string{"GET", "PTTL", "EXISTS", "INCR", "PERSIST", "DEL"}).Draw(t, "command")
	d.send(t, []string{name, key})
}

// send sends a command to both, from one of the clients, and compares what all
// clients have received since.
func (d *duel) send(t *rapid.T, args []string) {
	who := rapid.IntRange(0, 1).Draw(t, "client")
	command := resp.AppendCommand(nil, args...)
	d.model[who].write(command)
	d.server[who].write(command)
	synctest.Wait()
	for i := range 2 {
		want, got := d.model[i].received(), d.server[i].received()
		if name := strings.ToLower(args[0]); name == "keys" || name == "publish" {
			// KEYS and overlapping patterns come in no particular order.
			slices.Sort(want)
			slices.Sort(got)
		}
		if noSubcommands.MatchString(strings.Join(want, " ")) && len(got) == 1 && strings.HasPrefix(got[0], "error") {
			got = want
		}
		if !slices.Equal(got, want) {
			t.Fatalf("client %d after %q by client %d:\ngot  %q\nwant %q", i, args, who, got, want)
		}
	}
}

// noSubcommands matches step 6's refusal of a subcommand to a subscriber. Redis finds the
// subcommand first, and names it or says that there is none; step 6 has no table of
// subcommands.
var noSubcommands = regexp.MustCompile(`Can't execute '(config|pubsub)'`)

// A peer is a client's end of a connection; a goroutine keeps reading from it.
type peer struct {
	net.Conn
	replies chan string
}

func (p *peer) write(b []byte) {
	if _, err := p.Write(b); err != nil {
		panic(err)
	}
}

// received returns what has arrived since the last call, reply by reply; the
// elements of an array count singly, so that lists can be compared sorted.
func (p *peer) received() (all []string) {
	for {
		select {
		case r := <-p.replies:
			all = append(all, r)
		default:
			return all
		}
	}
}

// serveTwo starts a server with two clients. The function it returns shuts the
// server down and fails the test unless everything has ended well.
func serveTwo(t *rapid.T, serve func(net.Listener) error, stop func(context.Context) error) (peers [2]*peer, end func()) {
	l := &pipes{make(chan net.Conn, 2), make(chan struct{})}
	for i := range peers {
		client, conn := net.Pipe()
		l.conns <- conn
		peers[i] = &peer{client, make(chan string, 1000)}
		go peers[i].read()
	}
	served := make(chan error, 1)
	go func() { served <- serve(l) }()
	return peers, func() {
		if err := stop(context.Background()); err != nil {
			t.Errorf("Shutdown: %v", err)
		}
		if err := <-served; !errors.Is(err, ErrServerClosed) && !errors.Is(err, shutdown.ErrServerClosed) {
			t.Errorf("Serve: %v", err)
		}
	}
}

func (p *peer) read() {
	replies := resp.NewReplyReader(p)
	for {
		r, err := replies.ReadReply()
		if err != nil {
			p.Close()
			return
		}
		p.flatten(r)
	}
}

func (p *peer) flatten(r resp.Reply) {
	if r.Kind != resp.KindArray {
		p.replies <- fmt.Sprintf("%v %q %d", r.Kind, r.Str, r.Int)
		return
	}
	p.replies <- fmt.Sprintf("array of %d", len(r.Array))
	for _, element := range r.Array {
		p.flatten(element)
	}
}

// pipes is a listener that hands out what is in conns until it is closed.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
}

func (l *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipes) Close() error {
	select {
	case <-l.closed:
	default:
		close(l.closed)
	}
	return nil
}

func (l *pipes) Addr() net.Addr { return pipeAddr{} }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "pipe" }
