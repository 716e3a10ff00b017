package main

import (
	"context"
	"io"
	"strings"
	"testing"
)

func TestPipedLinesAreExecuted(t *testing.T) {
	for _, tt := range []struct {
		name, input string
		code        int
		stdout      string
	}{
		{"nothing", "", 0, ""},
		{"commands", "SET a 1\nGET a\n", 0, "OK\n\"1\"\n"},
		{"no newline at the end", "PING", 0, "PONG\n"},
		{"carriage returns", "PING\r\n\r\nECHO a\r\n", 0, "PONG\n\"a\"\n"},
		{"byte order mark", "\ufeffPING\n\ufeffPING\n", 1, "PONG\n(error) ERR unknown command '\\xef\\xbb\\xbfPING', with args beginning with: \n"},
		{"empty lines", "\n  \nPING\n", 0, "PONG\n"},
		{"an error does not stop it", "GET\nPING\n", 1, "(error) ERR wrong number of arguments for 'get' command\nPONG\n"},
		{"unbalanced quotes", "PING \"a\nPING\n", 1, "Invalid argument(s)\nPONG\n"},
		{"repetition", "3 INCR n\n", 0, "(integer) 1\n(integer) 2\n(integer) 3\n"},
		{"no repetition", "-1 PING\n", 1, "Invalid mini-redis-cli repeat command option value.\n"},
		{"repetition with a sign", "+2 PING\n", 0, "PONG\nPONG\n"},
		{"endless repetition", "99999999999999999999 PING\n", 1, "Invalid mini-redis-cli repeat command option value.\n"},
		{"a number alone", "5\n", 1, "(error) ERR unknown command '5', with args beginning with: \n"},
		{"exit", "PING\nEXIT\nPING\n", 0, "PONG\n"},
		{"quit after an error", "GET\nquit\n", 1, "(error) ERR wrong number of arguments for 'get' command\n"},
		{"several replies", "UNSUBSCRIBE a b\nPING\n", 0, "1) \"unsubscribe\"\n2) \"a\"\n3) (integer) 0\n1) \"unsubscribe\"\n2) \"b\"\n3) (integer) 0\nPONG\n"},
		{"several RESP3 replies", "HELLO 3\nUNSUBSCRIBE a b\nPING\n", 0, "1) \"unsubscribe\"\n2) \"a\"\n3) (integer) 0\n1) \"unsubscribe\"\n2) \"b\"\n3) (integer) 0\nPONG\n"},
		{"silence", "CLIENT REPLY SKIP\nPING\nclient reply off\nPING\n", 1, strings.Repeat("CLIENT REPLY OFF and SKIP are not supported here: each command waits for its reply\nPONG\n", 2)},
		{"clear prints nothing", "clear\n", 0, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			flags, _ := serve(t)
			code, stdout, stderr := cliWithInput(tt.input, flags, "--no-raw")
			if _, after, isHello := strings.Cut(stdout, "=> (empty array)\n"); isHello {
				stdout = after
			}
			if code != tt.code || stdout != tt.stdout || stderr != "" {
				t.Errorf("exit code %d, output\n%s\nand %q, want %d,\n%s\nand none", code, stdout, stderr, tt.code, tt.stdout)
			}
		})
	}
}

// Complaints about a line are JSON where replies are.
func TestPipedComplaintIsJSON(t *testing.T) {
	flags, _ := serve(t)
	if _, stdout, _ := cliWithInput("PING \"\nPING", flags, "--json"); stdout != "{\"error\":\"Invalid argument(s)\"}\n\"PONG\"\n" {
		t.Errorf("printed %q", stdout)
	}
}

// A lost connection ends the run, or the commands behind it would be lost unnoticed.
func TestPipedLinesStopAtALostConnection(t *testing.T) {
	flags := answering(t, func() []string { return []string{"+one\r\n", "+two\r\n"} })
	code, stdout, stderr := cliWithInput("GET 0\nGET 7\nGET 1\n", flags)
	if code != 1 || stdout != "one\n" || stderr != "Error: server closed the connection\n" {
		t.Errorf("exit code %d, output %q and %q", code, stdout, stderr)
	}
}

// Ctrl-C is left to the system while the program waits for input, which would not
// notice it.
func TestInterruptIsNotCaughtWhileReading(t *testing.T) {
	flags, _ := serve(t)
	for _, args := range [][]string{nil, {"-x", "ECHO"}} {
		var out strings.Builder
		caught, reads := 0, 0
		lines := []string{"PING\n", "PING\n"}
		sh := testShell(readerFunc(func(p []byte) (int, error) {
			reads++
			if caught > 0 {
				t.Errorf("%q: Ctrl-C is caught while input is read", args)
			}
			if len(lines) == 0 {
				return 0, io.EOF
			}
			n := copy(p, lines[0])
			lines = lines[1:]
			return n, nil
		}), &out, &out)
		sh.interruptible = func() (context.Context, context.CancelFunc) {
			caught++
			return context.Background(), func() { caught-- }
		}
		if code := run(append(flags[:4:4], args...), sh); code != 0 || reads < 3 || caught != 0 {
			t.Errorf("%q: exit code %d after %d reads, output %q", args, code, reads, out.String())
		}
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestLastArgumentComesFromStandardInput(t *testing.T) {
	flags, _ := serve(t)
	want := "a \x00\r\n\xff\n"
	if code, stdout, stderr := cliWithInput(want, flags, "-x", "SET", "k"); code != 0 || stdout != "OK\n" {
		t.Fatalf("exit code %d, output %q and %q", code, stdout, stderr)
	}
	if _, stdout, _ := cli(flags, "GET", "k"); stdout != want+"\n" {
		t.Errorf("the value is %q, want %q", stdout, want)
	}
}

func TestCommandIsRepeated(t *testing.T) {
	flags, _ := serve(t)
	if code, stdout, _ := cli(flags, "-r", "3", "-i", "0.001", "INCR", "n"); code != 0 || stdout != "1\n2\n3\n" {
		t.Errorf("exit code %d, output %q", code, stdout)
	}
	if code, stdout, _ := cli(flags, "-r", "2", "GET"); code != 1 || strings.Count(stdout, "ERR") != 2 {
		t.Errorf("exit code %d, output %q, want 1 and two errors", code, stdout)
	}
	if code, stdout, stderr := cli(flags, "-e", "-r", "2", "GET"); code != 1 || stdout != "" || stderr != "ERR wrong number of arguments for 'get' command\n" {
		t.Errorf("with -e: exit code %d, output %q and %q", code, stdout, stderr)
	}
}
