package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"mini-redis/final/internal/terminal"
	"mini-redis/final/resp"
)

// needRedisCLI skips the test where redis-cli is not installed.
func needRedisCLI(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("redis-cli"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("redis-cli is not installed")
		}
		t.Skip("redis-cli is not installed")
	}
}

// redisCLI returns what redis-cli prints on standard output. It fails if that hangs.
func redisCLI(t require.TestingT, stdin string, args ...string) string {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, "redis-cli", args...)
	cmd.Stdin = strings.NewReader(stdin)
	out, err := cmd.Output()
	require.NoError(t, err, args)
	return string(out)
}

// What the program prints is what redis-cli prints, if that is installed, byte for
// byte.
func TestOutputIsThatOfRedisCLI(t *testing.T) {
	needRedisCLI(t)
	flags, _ := serve(t)
	var binary strings.Builder
	for b := 1; b < 256; b++ { // an argument of a program has no NUL bytes
		binary.WriteByte(byte(b))
	}
	for _, args := range [][]string{
		{"FLUSHALL"},
		{"SET", "binary", binary.String()},
		{"SET", "text", "some text"},
		{"GET", "binary"},
		{"GET", "text"},
		{"GET", "nosuch"},
		{"ECHO", ""},
		{"MGET", "text", "nosuch", "binary"},
		{"MGET", "a", "b", "c", "d", "e", "f", "g", "h", "i", "text", "k"},
		{"EXISTS", "text"},
		{"TTL", "nosuch"},
		{"KEYS", "nosuch"},
		{"CONFIG", "GET", "*"},
		{"PUBSUB", "NUMSUB", "a", "b"},
		{"UNSUBSCRIBE"},
		{"GET"},
		{"nosuch", "a\r\nb"},
		{"PING"},
		{"-r", "3", "INCR", "n"},
		{"-r", "0", "INCR", "n"},
		{"--scan", "--pattern", "*"},
		{"QUIT"},
	} {
		for _, format := range []string{
			"-2 --raw", "-2 --no-raw", "-3 --raw", "-3 --no-raw", "-2 --csv", "-3 --csv", "-2 -d | -D <end>", "-3 -d | -D <end>", "--csv -d | -D <end>",
		} {
			if args[0] == "UNSUBSCRIBE" && strings.HasPrefix(format, "-3") {
				continue // redis-cli takes the reply for a message and waits for ever
			}
			command := append(strings.Fields(format), args...)
			if args[0] == "-r" {
				cli(flags, "DEL", "n")
			}
			want := redisCLI(t, "", append(flags[:4:4], command...)...)
			if args[0] == "-r" {
				cli(flags, "DEL", "n")
			}
			if _, got, _ := cli(flags, command...); got != want {
				t.Errorf("%q\nprinted\n%s\nredis-cli prints\n%s", command, got, want)
			}
		}
	}
}

// Lines of input are cut, repeated, and answered as redis-cli does it.
func TestLinesAreThoseOfRedisCLI(t *testing.T) {
	needRedisCLI(t)
	flags, _ := serve(t)
	input := strings.Join([]string{
		`SET a "x\x00\xff\n\"q\" \q" `, `  GET   a`, ``, ` `, `SET 'it\'s' '\n'`, `KEYS *`, "\tECHO pre\"fix\"", `3 INCR n`, `INCR`,
		`PING "a`, `PING "a"b`, `PING 'a\'`, `-1x`, `ECHO "\x4"`, `ECHO "\"`, `ECHO é`, `MGET a b c d e f g h i n`, `DEL n`, `quit`, `SET late 1`,
	}, "\n")
	for _, format := range []string{"--raw", "--no-raw", "--csv", "-d | -D <end>"} {
		format := strings.Fields(format)
		want := redisCLI(t, input, append(flags[:4:4], format...)...)
		if _, got, _ := cliWithInput(input, flags, format...); got != want {
			t.Errorf("%s: printed\n%s\nredis-cli prints\n%s", format, got, want)
		}
	}
}

// Mass insertion ends with the count that redis-cli prints.
func TestPipeIsThatOfRedisCLI(t *testing.T) {
	needRedisCLI(t)
	flags, _ := serve(t)
	var input []byte
	for i := range 1000 {
		input = resp.AppendCommand(input, "SET", strconv.Itoa(i), "v")
	}
	for _, input := range []string{string(input), "PING\r\nGET a", ""} {
		want := redisCLI(t, input, append(flags[:4:4], "--pipe")...)
		if _, got, _ := cliWithInput(input, flags, "--pipe"); got != want {
			t.Errorf("%.40q: printed\n%s\nredis-cli prints\n%s", input, got, want)
		}
	}
}

// drawDocument draws a reply on the wire, of any type that redis-cli can show, at most depth
// levels deep. If valid, redis-cli's JSON of it is JSON.
func drawDocument(t *rapid.T, depth int, valid bool) string {
	kinds := "$$+:_,#=*%~"
	if !valid {
		kinds += "-"
	}
	kind := kinds[rapid.IntRange(0, len(kinds)-1).Draw(t, "kind")]
	if depth == 0 && strings.IndexByte("*%~", kind) >= 0 {
		kind = ':'
	}
	text := func() string {
		if valid {
			return rapid.StringMatching(`[ -~äß€\n\t\x01\\"]{0,12}`).Draw(t, "text")
		}
		return string(rapid.SliceOfN(rapid.Byte(), 0, 12).Draw(t, "bytes"))
	}
	word := rapid.StringMatching(`[A-Z][ -~]{0,8}`).Draw(t, "word")
	switch kind {
	case '$':
		s := text()
		return fmt.Sprintf("$%d\r\n%s\r\n", len(s), s)
	case '=':
		s := terminal.Visible(text()) // redis-cli --no-raw lets a terminal be steered
		return fmt.Sprintf("=%d\r\ntxt:%s\r\n", len(s)+4, s)
	case '+', '-':
		return string(kind) + word + "\r\n"
	case ':':
		return fmt.Sprintf(":%d\r\n", rapid.Int64().Draw(t, "integer"))
	case '_':
		return rapid.SampledFrom([]string{"_\r\n", "$-1\r\n", "*-1\r\n"}).Draw(t, "null")
	case ',':
		all := []string{"0", "1.5", "-3", "1e+20", "3.1415926535897931", "inf", "-inf"}
		if valid {
			all = all[:5]
		}
		return "," + rapid.SampledFrom(all).Draw(t, "double") + "\r\n"
	case '#':
		return rapid.SampledFrom([]string{"#t\r\n", "#f\r\n"}).Draw(t, "boolean")
	}
	n := rapid.SampledFrom([]int{0, 1, 1, 2, 3, 6, 11}).Draw(t, "length")
	var b strings.Builder
	fmt.Fprintf(&b, "%c%d\r\n", kind, n)
	for range n {
		if kind == '%' {
			if valid { // JSON has no other keys
				b.WriteString("+" + word + "\r\n")
			} else {
				b.WriteString(drawDocument(t, depth-1, valid))
			}
		}
		b.WriteString(drawDocument(t, depth-1, valid))
	}
	return b.String()
}

// Every reply, of any nesting and in both protocols, is printed as redis-cli prints
// it; as JSON, where that is JSON.
func TestAnyReplyIsPrintedAsByRedisCLI(t *testing.T) {
	needRedisCLI(t)
	var served atomic.Pointer[[]string]
	flags := answering(t, func() []string { return *served.Load() })
	for _, format := range []string{"--raw", "--no-raw", "--json", "--csv", "-d | -D <end>"} {
		t.Run(format, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				var documents []string
				var input bytes.Buffer
				for i := range 10 {
					documents = append(documents, drawDocument(t, 3, format == "--json"))
					fmt.Fprintf(&input, "GET %d\n", i)
				}
				served.Store(&documents)
				format := strings.Fields(format)
				want := redisCLI(t, input.String(), append(flags[:4:4], format...)...)
				if _, got, _ := cliWithInput(input.String(), flags, format...); got != want {
					t.Fatalf("%q\nprinted\n%s\nredis-cli prints\n%s", documents, got, want)
				}
			})
		})
	}
}

// What a subscription prints until the server hangs up is what redis-cli prints.
func TestMessagesArePrintedAsByRedisCLI(t *testing.T) {
	needRedisCLI(t)
	const messages = "*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n*3\r\n$9\r\nsubscribe\r\n$1\r\nb\r\n:2\r\n" +
		"*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$6\r\nx,\"y\"\n\r\n*3\r\n$7\r\nmessage\r\n$1\r\nb\r\n$0\r\n\r\n"
	flags := hangingUp(t, messages)
	for _, format := range []string{"--raw", "--no-raw", "--csv", "-d | -D <end>"} {
		args := append(append(flags[:4:4], strings.Fields(format)...), "SUBSCRIBE", "a", "b")
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		want, err := exec.CommandContext(ctx, "redis-cli", args...).Output()
		if _, exited := errors.AsType[*exec.ExitError](err); !exited {
			t.Fatal(err)
		}
		if _, got, _ := cli(args); got != string(want) {
			t.Errorf("%s: printed\n%s\nredis-cli prints\n%s", format, got, want)
		}
	}
}

// hangingUp starts a server that answers one command of each connection, with answer.
func hangingUp(t *testing.T, answer string) (flags []string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				if _, err := resp.NewReader(conn).ReadCommand(); err == nil {
					io.WriteString(conn, answer)
				}
			}()
		}
	}()
	host, port, _ := net.SplitHostPort(l.Addr().String())
	return []string{"-h", host, "-p", port}
}
