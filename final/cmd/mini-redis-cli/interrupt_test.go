package main

import (
	"context"
	"io"
	"os"
	"strings"
	"testing"
)

// Ctrl-C abandons a line, wherever the cursor is and whether or not the key before it
// was Escape. The line is not executed and not kept.
func TestInterruptAbandonsALine(t *testing.T) {
	flags, _ := serve(t)
	env := plain(t)
	p := sit(t, env, flags...)
	for _, keys := range []string{"SET k v\x03", "SET k v\x1b[D\x1b[D\x03", "SET k v\x1b\x03", "ECHO a\r\x1b[Asome more\x03"} {
		p.see("> ")
		p.press(keys)
		p.see("^C\r\n127.0.0.1:" + flags[3])
	}
	p.see("> ")
	p.press("EXISTS k\r")
	p.see("(integer) 0\n")
	p.press("\x1b[A\x1b[A\r") // no longer among the lines of before Ctrl-C
	p.see("\"a\"\n")
	p.leave("\x04")
	if text, _ := os.ReadFile(env["MINI_REDIS_CLI_HISTORY"]); string(text) != "ECHO a\nEXISTS k\nECHO a\n" {
		t.Errorf("the history is %q", text)
	}
}

// Ctrl-C ends a stream, and the next command has a fresh connection.
func TestInterruptEndsAStream(t *testing.T) {
	flags, _ := serve(t)
	for _, command := range []string{"SUBSCRIBE news", "PSUBSCRIBE n*"} {
		p := sit(t, plain(t), flags...)
		p.see(flags[3] + "> ")
		p.press(command + "\r")
		p.see("Reading messages... (press Ctrl-C to quit)\n")
		p.see("3) (integer) 1\n")
		cli(flags, "PUBLISH", "news", "hello")
		p.see("\"hello\"\n")
		p.interrupted()
		p.see("\n127.0.0.1:" + flags[3] + "> ")
		p.press("PING\r")
		p.see("PONG\n")
		if code := p.leave("exit\r"); code != 0 {
			t.Errorf("exit code %d, want 0", code)
		}
	}
}

// A command that Ctrl-C cuts short takes the connection with it, as its reply would
// come later. The prompt has another one.
func TestInterruptEndsACommand(t *testing.T) {
	asked := make(chan bool, 1)
	flags := answeringWith(t, func(args []string) (string, bool) {
		switch args[0] {
		case "BLPOP":
			asked <- true
			return "", true // and no reply ever
		case "CLOSE":
			return "", false
		}
		return "+" + args[0] + "\r\n", true
	})
	p := sit(t, plain(t), flags...)
	p.see("> ")
	p.press("BLPOP\r")
	<-asked
	p.interrupted()
	p.see("\n127.0.0.1:" + flags[3] + "> ")
	p.press("PING\r")
	p.see("\r\nPING\n")
	p.press("CLOSE\r")
	p.see("not connected> ")
	p.press("BLPOP\r")
	<-asked
	p.interrupted()
	p.see("\nnot connected> ") // as before: connecting again might be what takes long
	p.press("PING\r")
	p.see("\r\nPING\n")
	p.leave("\x04")
}

// The first Ctrl-C cuts a command short; the second one is left to the system, which
// ends what does not notice the first.
func TestSecondInterruptIsTheSystems(t *testing.T) {
	flags, _ := serve(t)
	var interrupt context.CancelFunc
	released := make(chan bool, 2)
	r, w := io.Pipe() // an output that nobody reads
	sh := testShell(strings.NewReader(""), w, io.Discard)
	sh.interruptible = func() (context.Context, context.CancelFunc) {
		ctx, cancel := context.WithCancel(context.Background())
		interrupt = cancel
		return ctx, func() { released <- true }
	}
	code := make(chan int, 1)
	go func() { code <- run(append(flags[:4:4], "ECHO", "a"), sh) }()
	io.ReadFull(r, make([]byte, 1)) // and the rest of the reply is stuck
	interrupt()
	<-released
	r.Close()
	<-code
}

// Without a prompt Ctrl-C ends the program: well if that is how a stream ends, as a
// failure if a command was cut short.
func TestInterruptEndsTheProgram(t *testing.T) {
	flags, _ := serve(t)
	p := sit(t, plain(t), append(flags[:4:4], "SUBSCRIBE", "news")...)
	p.see("3) (integer) 1\n")
	p.interrupted()
	if code := p.end(); code != 0 {
		t.Errorf("a stream: exit code %d, want 0", code)
	}
	p = sit(t, plain(t), append(flags[:4:4], "-i", "1000", "-r", "-1", "PING")...)
	p.see("PONG\n")
	p.interrupted()
	if code := p.end(); code != 1 {
		t.Errorf("a repetition: exit code %d, want 1", code)
	}
}
