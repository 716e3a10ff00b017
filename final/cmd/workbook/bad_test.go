package main

import (
	"bufio"
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"mini-redis/final/resp"
	framing "mini-redis/step02_framing"
	store "mini-redis/step03_store"
)

// behave is a learner's server that does one thing, mostly a wrong one. It
// returns the exit status.
func behave(behaviour string, args []string) int {
	fs := flag.NewFlagSet("server", flag.ExitOnError)
	addr := fs.String("addr", "", "")
	pids := fs.String("pids", "", "a file that it adds the number of its process to")
	fs.Parse(args)
	if behaviour == "crash" {
		fmt.Fprintln(os.Stderr, "panic: I forgot the \"port\"\x1b[2J")
		return 3
	}
	if *pids != "" {
		f, err := os.OpenFile(*pids, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
		if err != nil {
			return 4
		}
		fmt.Fprintln(f, os.Getpid())
		f.Close()
	}
	if behaviour == "deaf" {
		select {} // a program that has forgotten to listen
	}
	if behaviour == "stubborn" {
		signal.Ignore(syscall.SIGTERM)
	}
	if behaviour == "echo" {
		told := make(chan os.Signal, 1)
		signal.Notify(told, syscall.SIGTERM)
		go func() {
			<-told
			os.Exit(0)
		}()
	}
	l, err := net.Listen("tcp", *addr)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Println("listening on", l.Addr())
	if behaviour == "step 3" {
		framing.Serve(context.Background(), l, store.Commands(store.New()))
	}
	turn := make(chan bool, 1) // passed on from client to client
	turn <- true
	for {
		conn, err := l.Accept()
		if err != nil {
			return 1
		}
		next := make(chan bool, 1)
		go converse(behaviour, conn, turn, next)
		turn = next
	}
}

// converse is what the server does with a client. It gets from turn, when all clients that came before
// have sent something or have left, whether none has sent anything, and passes that on to next.
func converse(behaviour string, conn net.Conn, turn <-chan bool, next chan<- bool) {
	defer conn.Close()
	switch behaviour {
	case "echo":
		io.Copy(conn, conn)
		return
	case "hoards replies":
		hoard(conn)
		return
	case "one read":
		oneRead(conn, conn, 4096)
		return
	case "one read of ten bytes":
		in := bufio.NewReader(conn)
		_, left := in.Peek(1)
		first := <-turn
		next <- first && left != nil
		if first {
			oneRead(in, conn, 10)
		} else {
			oneRead(in, conn, 4096)
		}
		return
	case "flood":
		chunk := bytes.Repeat([]byte("+PONG"), 200_000)
		for range 1000 { // 1 GB
			if _, err := conn.Write(chunk); err != nil {
				return
			}
		}
	}
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		fmt.Println("got", lines.Text())
		switch behaviour {
		case "garbage":
			io.WriteString(conn, "<html>\x00\xff</html>\n")
		case "stubborn":
			if lines.Text() == "PING" {
				io.WriteString(conn, "+PONG\r\n")
			}
		case "panic":
			panic("index out of range, as it were")
		}
	}
}

// hoard answers ECHO and PING by a task that may fall behind without bound.
func hoard(conn net.Conn) {
	replies := make(chan []byte, 4096)
	defer close(replies)
	go func() {
		for reply := range replies {
			conn.Write(reply)
		}
	}()
	for r := resp.NewReader(conn); ; {
		args, err := r.ReadCommand()
		if err != nil {
			return
		}
		reply := []byte("+PONG\r\n")
		if len(args) > 1 {
			reply = fmt.Appendf(nil, "$%d\r\n%s\r\n", len(args[1]), args[1])
		}
		replies <- reply
	}
}

// oneRead takes what one Read brings for a command, which is size bytes at most.
func oneRead(in io.Reader, out io.Writer, size int) {
	chunk := make([]byte, size)
	for {
		n, err := in.Read(chunk)
		if err != nil {
			return
		}
		if string(chunk[:n]) == "*1\r\n$4\r\nPING\r\n" {
			io.WriteString(out, "+PONG\r\n")
		}
	}
}

// server returns a command for a server that behaves so.
func server(t *testing.T, behaviour string, flags ...string) []string {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return append([]string{"--", program, "behave", behaviour}, flags...)
}

// A server that does the worst gets a message that says what is wrong, within
// bounded time and memory, and nothing of it is left.
func TestBadServersGetClearMessages(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	t.Cleanup(func() {
		runtime.ReadMemStats(&after)
		if n := after.TotalAlloc - before.TotalAlloc; n > 100<<20 {
			t.Errorf("the checks took %d bytes of memory", n)
		}
	})
	for _, c := range []struct {
		behaviour string
		part      string
		want      []string
	}{
		{"hang", "2.1", []string{"nothing came within 2s", "is the reply flushed?", `| got *1`}},
		{"crash", "2.1", []string{"the server ended before it listened: exit status 3", "| panic: I forgot the \"port\"\\x1b[2J"}},
		{"panic", "2.1", []string{"the server has ended", "the server crashed: exit status 2", "index out of range, as it were"}},
		{"garbage", "2.1", []string{`got       <html>\x00\xff</html>\n`, "what came is no reply", `"<" is no type byte`}},
		{"deaf", "2.1", []string{"the server doesn't listen at 127.0.0.1:", "environment variable PORT"}},
		{"flood", "2.1", []string{"what came is no reply", "the line doesn't end within 65536 bytes"}},
		{"stubborn", "6.8", []string{"the server still runs after 2s"}},
	} {
		t.Run(c.behaviour, func(t *testing.T) {
			t.Parallel()
			pids := filepath.Join(t.TempDir(), "pids")
			timeout := "10s"
			if c.behaviour == "hang" || c.behaviour == "stubborn" {
				timeout = "2s" // in vain
			}
			o, err := parseOptions(append([]string{"--timeout", timeout, c.part}, server(t, c.behaviour, "-pids", pids)...), false)
			if err != nil {
				t.Fatal(err)
			}
			o.patience = 10 * time.Second
			if c.behaviour == "deaf" {
				o.patience = 300 * time.Millisecond
			}
			var out, errs bytes.Buffer
			code := o.checkOnce(t.Context(), shell{stdout: &out, stderr: &errs})

			starts := c.behaviour != "crash" && c.behaviour != "deaf"
			if code != exitFailed || (errs.Len() == 0) != starts || (out.Len() > 0) != starts {
				t.Errorf("got exit code %d, output %q, errors %q", code, &out, &errs)
			}
			out.Write(errs.Bytes())
			for _, want := range c.want {
				if !strings.Contains(out.String(), want) {
					t.Errorf("got\n%s\nwithout %q", &out, want)
				}
			}
			if strings.Contains(out.String(), "listening on") && c.part == "2.1" {
				t.Errorf("the log begins before the case:\n%s", &out)
			}
			nothingRuns(t, pids)
		})
	}
}

// A server that doesn't listen is waited for once, not once a case.
func TestServerThatNeverListensIsStartedOnce(t *testing.T) {
	t.Parallel()
	pids := filepath.Join(t.TempDir(), "pids")
	o, err := parseOptions(append([]string{"2"}, server(t, "deaf", "-pids", pids)...), false)
	if err != nil {
		t.Fatal(err)
	}
	o.patience = 3 * time.Second // in which it says that it was started
	var out bytes.Buffer
	code := o.checkOnce(t.Context(), shell{stdout: &out, stderr: &out})
	text, err := os.ReadFile(pids)
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(text, []byte("\n")); code != exitFailed || n != 1 {
		t.Errorf("got exit code %d, and %d servers were started:\n%s", code, n, &out)
	}
}

// The worst server costs a whole step no more than ten failures: the rest of the
// step is shown as not played, and of those that failed the first is explained.
func TestStepEndsAfterTenFailures(t *testing.T) {
	t.Parallel()
	args := append([]string{"check", "2", "--timeout", "100ms"}, server(t, "garbage")...)
	code, stdout, stderr := workbook(t, args...)
	if code != exitFailed || stderr != "" {
		t.Errorf("got exit code %d, errors %q", code, stderr)
	}
	if want := "  xxxxxxxxxx .......... "; !strings.Contains(stdout, want) {
		t.Errorf("got\n%s\nwant the row to have %q", stdout, want)
	}
	if n := strings.Count(stdout, "FAIL  "); n != 1 {
		t.Errorf("%d cases are explained, want the first:\n%s", n, stdout)
	}
	if !strings.Contains(stdout, "FAIL  2.1  PING is answered with PONG") {
		t.Errorf("the first case isn't explained:\n%s", stdout)
	}
}
