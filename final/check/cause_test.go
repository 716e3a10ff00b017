package check_test

import (
	"context"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"mini-redis/final/check"
)

// canned is a server that answers whatever a client sends with the same bytes,
// and then ends the connection if it says so.
func canned(reply string, hangUp bool) check.Target {
	return check.InProcess(func(ctx, _ context.Context, l net.Listener, _ check.Limits) error {
		context.AfterFunc(ctx, func() { l.Close() })
		for {
			conn, err := l.Accept()
			if err != nil {
				return nil
			}
			go func() {
				defer conn.Close()
				var b [4096]byte
				conn.Read(b[:])
				io.WriteString(conn, reply)
				if !hangUp {
					io.Copy(io.Discard, conn)
				}
			}()
		}
	})
}

// Each mistake gets the cause that a learner needs.
func TestCauses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ lines, reply, want string }{
		{"> PING\n< +PONG", "$4\r\nPONG\r\n", "your server sent `$4`, a bulk string, where a simple string was expected"},
		{"> GET a\n< \"x\"", "+x\r\n", "your server sent `+x`, a simple string, where a bulk string was expected"},
		{"> INCR a\n< :1", "$1\r\n1\r\n", "your server sent `$1`, a bulk string, where an integer was expected"},
		{"> GET a\n< nil", "$0\r\n\r\n", "your server sent an empty string; a value that isn't there is null, $-1"},
		{"> GET a\n< \"\"", "$-1\r\n", "your server sent `$-1`, null ($-1), where a bulk string was expected"},
		{"> GET a\n< \"x\"", "-ERR syntax error\r\n", "your server replied with an error where a bulk string was expected"},
		{"> GET\n< -ERR wrong...", "$-1\r\n", "your server sent `$-1`, null ($-1), where an error was expected: it should have refused"},
		{"> GET\n< -ERR wrong...", "-ERR bad\r\n", "it is an error, as it should be, but with another text"},
		{"> ping\n< +PONG", "-ERR unknown command 'ping'\r\n", "your server doesn't know ping: names of commands are the same in upper and lower case"},
		{"> PING\n< +PONG", "-ERR unknown command 'PING'\r\n", "your server doesn't know the command PING"},
		{"> PING\n< +PONG", "+pong\r\n", "upper and lower case matter in the text of a reply"},
		{"> PING\n< +PONG", "+PING\r\n", "the text differs"},
		{"> PING\n< +PONG", "+PONG\n", "the line ends with LF alone: every line ends with CR LF"},
		{"> PING\n< +PONG", "PONG\r\n", "the text is right, but it is bare: a simple string was expected"},
		{"> GET a\n< \"hello\"", "$6\r\nhello\r\n", "after the 6 bytes of the bulk string there must be CR LF"},
		{"> GET a\n< \"hello\"", "$4\r\nhello\r\n", "after the 4 bytes of the bulk string there must be CR LF"},
		{"> GET a\n< \"hello\"", "$7\r\nhello\r\n\r\n", "the string has the end of a line in it that belongs to the protocol"},
		{"> GET a\n< \"hello\"", "$7\r\n\"hello\"\r\n", "the string has quotes around it that belong to the spec"},
		{"> GET a\n< \"hello\"", "$0\r\n\r\n", "the string is empty"},
		{"> GET a\n< \"hello\"", "$4\r\nhell\r\n", "the string is cut: 4 bytes of 5"},
		{"> GET a\n< \"hello\"", "$5\r\nworld\r\n", "the string has the right length but other bytes: were they overwritten, or taken from another one?"},
		{"> DEL a b\n< :2", ":1\r\n", "the number should be 2"},
		{"> TTL a\n< :60..100", ":99990\r\n", "the number looks like milliseconds where seconds were expected"},
		{"> PTTL a\n< :60000..100000", ":100\r\n", "the number looks like seconds where milliseconds were expected"},
		{"> PTTL a\n< :60000..100000", ":7\r\n", "the number looks like seconds where milliseconds were expected"},
		{"> TTL a\n< :60..100", ":-2\r\n", "-2 says that the key isn't there: has it expired too soon?"},
		{"> TTL a\n< :60..100", ":7\r\n", "the number should lie between 60 and 100"},
		{"> MGET a b\n< [ nil nil ]", "*1\r\n$-1\r\n", "the array should have 2 elements, not 1"},
		{"> MGET a b\n< [ nil \"x\" ]", "*2\r\n$-1\r\n$1\r\ny\r\n", "element 2 of the array: the string has the right length but other bytes: were they overwritten, or taken from another one?"},
		{"> KEYS *\n< [ any-order \"a\" \"b\" ]", "*2\r\n$1\r\nb\r\n$1\r\nc\r\n", "an element of the array is another one (their order doesn't matter)"},
		{"> raw \"ECHO a\\r\\nPING\\r\\n\"\n< \"a\"\n< +PONG", "+PONG\r\n$1\r\na\r\n", "this is the next command's reply: was this one left out, or are the replies not in the order of the commands?"},
		{"> PING\n< +PONG", "+PONG\r\n+PONG\r\n", "your server sent more than was asked for"},
		{"> PING\n< any-order :1 :2", ":2\r\n:3\r\n", "it is none of the replies that are expected here"},
		{"> PING\n< any-order :1 :2", ":2\r\nx\r\n", `"x" is no type byte: a reply begins with one of + - : $ *`},
		{"> PING\n< nothing 5000ms", "+PONG\r\n", "your server sent more than was asked for"},
		{"> QUIT\n< closed", "+OK\r\n", "the server still talks on a connection that it should just have closed"},
		{"> raw \"hello\"\n< raw \"hello\"", "HELLO", "upper and lower case matter"},
		{"> PING\n< raw \"+PONG\\r\\n\"", "+PONG\n", "the lines end with LF alone: they should end with CR LF"},
	} {
		result := play(t, canned(test.reply, false), hang, parse(t, "# A case\n"+test.lines+"\n"))[0]
		if result.Cause != test.want {
			t.Errorf("%q to\n%s\ngot  %s\nwant %s", test.reply, test.lines, result.Cause, test.want)
		}
	}
}

// So does silence, or a reply that doesn't end.
func TestCausesOfSilence(t *testing.T) {
	t.Parallel()
	tests := []struct{ lines, reply, want string }{
		{"> PING\n< +PONG", "+PONG", `"+PONG" has no end: a line ends with CR LF`},
		{"> GET a\n< \"hello\"", "$9\r\nhello\r\n", "a bulk string is incomplete: its length counts its bytes, and CR LF comes after them"},
		{"> MGET a b\n< [ nil nil ]", "*2\r\n$-1\r\n", "an array is incomplete: as many elements must follow as it announces"},
		{"> PING\n< +PONG", "", "does the server answer this at all, and is the reply flushed?"},
		{"> raw \"*1\\r\\n$4\\r\\nPI\"\n> raw \"NG\\r\\n\"\n< +PONG", "", "what was sent came in pieces: one read may bring only a part of a command, so keep it and read on"},
		{"> 2 times PING\n< 2 times +PONG", "+PONG\r\n", "the replies before this one came: one read may bring several commands, and each of them needs its reply"},
		{"> QUIT\n< closed", "", "the server should have closed the connection here"},
		{"> raw \"hello\"\n< raw \"hello\"", "hell", "the bytes are right, but some are missing"},
		{"> PING\n< any-order \"aa\" \"bb\"", "$2\r\na", "a bulk string is incomplete: its length counts its bytes, and CR LF comes after them"},
		{"> PING\nclose a\n> GET a\n< nil", "", "does the server answer this at all, and is the reply flushed?"},
	}
	var waiting sync.WaitGroup // together, since each waits in vain
	causes := make([]string, len(tests))
	for i, test := range tests {
		cases := parse(t, "# A case\n"+test.lines+"\n")
		waiting.Go(func() {
			runner := check.Runner{Target: canned(test.reply, false), Timeout: vain}
			for result := range runner.Run(t.Context(), cases) {
				causes[i] = result.Cause
			}
		})
	}
	waiting.Wait()
	for i, test := range tests {
		if causes[i] != test.want {
			t.Errorf("%q to\n%s\ngot  %s\nwant %s", test.reply, test.lines, causes[i], test.want)
		}
	}
}

// stalling is a server whose clients, in the order in which they connect, get +OK for so many
// reads, and then nothing.
func stalling(replies ...int) check.Target {
	return check.InProcess(func(ctx, _ context.Context, l net.Listener, _ check.Limits) error {
		context.AfterFunc(ctx, func() { l.Close() })
		for _, n := range replies {
			conn, err := l.Accept()
			if err != nil {
				return nil
			}
			go func() {
				defer conn.Close()
				var b [4096]byte
				for range n {
					conn.Read(b[:])
					io.WriteString(conn, "+OK\r\n")
				}
				io.Copy(io.Discard, conn)
			}()
		}
		<-ctx.Done()
		return nil
	})
}

// Where a case is about a client that doesn't read, that is the cause of another one's silence,
// however many commands get through before the server is stuck.
func TestCauseOfSilenceBesideAClientThatDoesNotRead(t *testing.T) {
	t.Parallel()
	const (
		neglect = "client a doesn't read what it is sent: does the server wait for it, with a lock held or because it serves one client at a time?"
		alone   = "another client is connected: does the server serve one at a time?"
		generic = "does the server answer this at all, and is the reply flushed?"
		stands  = "something stops the whole server: a lock that isn't given back, a wait for a client, or a loop without end"
		replies = "a> SET k v\na< +OK\na> 10 times GET k\nb> SET l v\nb< +OK\nb> GET l\nb< +OK\n"
		news    = "a> SUBSCRIBE n\na< +OK\nb> 2 times PUBLISH n x\nb< 2 times +OK\nb> PING\nb< +OK\n"
	)
	tests := []struct {
		lines string
		reads []int
		want  string
	}{
		{replies, []int{1, 0}, neglect},
		{replies, []int{1, 1}, neglect},
		{news, []int{1, 0}, neglect},
		{news, []int{1, 1}, neglect},
		{"a> PING\nb> raw \"hello\"\nb< raw \"hello\"\n", []int{1, 0}, neglect},
		{replies + "a< 10 times +OK\n", []int{1, 0}, alone},
		{replies + "a< 10 times +OK\n", []int{1, 1}, stands},
		{"a> SUBSCRIBE n\na< +OK\nb> PUBLISH n x\nb< +OK\na< +OK\n", []int{1, 0}, alone},
		{"a> SUBSCRIBE n\na< +OK\nb> PING\nb< +OK\n", []int{1, 0}, alone},
		{"a> SUBSCRIBE n\na< +OK\na> UNSUBSCRIBE n\na< +OK\nb> PUBLISH n x\nb< +OK\n", []int{2, 0}, alone},
		{"a> PING\nclose a\na> PING\na< +OK\nb> PING\nb< +OK\n", []int{1, 1, 0}, alone},
		{"a> PING\nclose a\nb> PING\nb< +OK\n", []int{1, 0}, generic},
	}
	var waiting sync.WaitGroup // together, since each waits in vain
	causes := make([]string, len(tests))
	for i, test := range tests {
		cases := parse(t, "# A case\n"+test.lines)
		waiting.Go(func() {
			runner := check.Runner{Target: stalling(test.reads...), Timeout: vain}
			for result := range runner.Run(t.Context(), cases) {
				causes[i] = result.Cause
			}
		})
	}
	waiting.Wait()
	for i, test := range tests {
		if causes[i] != test.want {
			t.Errorf("%v replies in\n%s\ngot  %s\nwant %s", test.reads, test.lines, causes[i], test.want)
		}
	}
}

// A server that cuts a reply at SIGTERM owes it, whether the end of the server shows first, or
// that of the connection.
func TestCauseOfACutReply(t *testing.T) {
	t.Parallel()
	cases := parse(t, "# A reply is cut\n@ own server\n> PING\n< +PONG\n> PING\nstop\nruns 50ms\n< +PONG\n")
	for name, lasts := range map[string]func(first, second context.Context) context.Context{
		"the server ends, too": func(first, _ context.Context) context.Context { return first },
		"the server stays":     func(_, second context.Context) context.Context { return second },
	} {
		cut := check.InProcess(func(first, second context.Context, l net.Listener, _ check.Limits) error {
			conn, err := l.Accept()
			if err != nil {
				return err
			}
			var b [4096]byte
			conn.Read(b[:])
			io.WriteString(conn, "+PONG\r\n")
			<-first.Done()
			conn.Close()
			<-lasts(first, second).Done()
			return l.Close()
		})
		result := play(t, cut, hang, cases)[0]
		if want := "after SIGTERM the server still owes its clients what is under way"; result.Cause != want {
			t.Errorf("%s: got\n%s\nwant %s", name, result.Text(check.Style{}), want)
		}
	}
}

// What is printed for a failure, to the letter.
func TestFailureText(t *testing.T) {
	cases := parse(t, `# A key that is stored can be fetched
! Put it into a map.
> PING
< any
> GET key
< "hello, world"
`)
	result := play(t, canned("+PONG\r\n$12\r\nhello, World\r\n", false), hang, cases)[0]
	result.Case.ID = "3.1"
	want := `FAIL  3.1  A key that is stored can be fetched

    a> PING
    a< +PONG
    a> GET key

  expected  $12\r\nhello, world\r\n
  got       $12\r\nhello, World\r\n
                          ^

  another reply came.
  the string has the right length but other bytes: were they overwritten, or taken from another one?

  Hint: Put it into a map.

  test.spec:6
`
	if got := result.Text(check.Style{Hint: true}); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	colored := result.Text(check.Style{Hint: true, Color: true})
	for _, code := range []string{"\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[0m"} {
		colored = strings.ReplaceAll(colored, code, "")
	}
	if colored != want {
		t.Errorf("without its colours got\n%s", colored)
	}
}

// A connection that the server closes is reported as that, with what had come.
func TestClosedConnection(t *testing.T) {
	t.Parallel()
	result := play(t, canned("+PO", true), hang, parse(t, ping))[0]
	if result.Reason != "the connection was closed" || result.Got != "+PO" || result.Took > hang/2 {
		t.Errorf("got %s after %v", result.Text(check.Style{}), result.Took.Round(time.Second))
	}
}
