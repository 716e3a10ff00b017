package check_test

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"io"
	"math"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMain lets this program be a server with a mistake, for tests that need a
// process: its arguments are "bad", the mistake and the port.
func TestMain(m *testing.M) {
	if len(os.Args) > 3 && os.Args[1] == "bad" {
		bad(os.Args[2], os.Args[3])
		os.Exit(0)
	}
	flag.Set("test.parallel", "16") // most tests wait most of the time
	os.Exit(m.Run())
}

// places is for tests that keep a processor busy, of which few run at once: what many do
// takes each of them long.
var places = make(chan struct{}, 2)

// busy lets such a test run beside others.
func busy(t *testing.T) {
	t.Helper()
	t.Parallel()
	places <- struct{}{}
	t.Cleanup(func() { <-places })
}

// bad makes a mistake.
func bad(mistake, port string) {
	fmt.Fprintln(os.Stderr, "mistake:", mistake)
	switch mistake {
	case "ends at once":
		os.Exit(7)
	case "counts its starts":
		count, err := os.OpenFile(os.Args[4], os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			panic(err)
		}
		fmt.Fprintln(count, "started")
		os.Exit(7)
	case "never listens":
		<-time.After(time.Hour)
	case "floods its log":
		go func() {
			for line := bytes.Repeat([]byte("x"), 1<<16); ; {
				os.Stderr.Write(line)
			}
		}()
	case "leaves a child behind":
		haveAChild(os.Args[4])
	case "is a child":
		beAChild()
	case "ignores SIGTERM":
		signal.Ignore(syscall.SIGTERM)
	}
	l, err := net.Listen("tcp", "127.0.0.1:"+port)
	if err != nil {
		panic(err)
	}
	for {
		conn, err := l.Accept()
		if err != nil {
			panic(err)
		}
		switch mistake {
		case "ends with a client":
			endWith(conn, 1) // the first that talks
		case "ends when one only connects":
			endWith(conn, 0)
		case "ends once when one only connects":
			endOnce(conn, os.Args[4])
		case "logs its clients":
			logClient(conn)
		case "takes its time to end":
			endSlowly(l, conn)
		default:
			go badly(mistake, conn)
		}
	}
}

// haveAChild starts a child, and writes the address that it listens on to a file.
func haveAChild(file string) {
	child := exec.Command(os.Args[0], "bad", "is a child", "0")
	stdout, err := child.StdoutPipe()
	if err != nil {
		panic(err)
	}
	child.Stderr = os.Stderr // which it holds open when its parent has ended
	if err := child.Start(); err != nil {
		panic(err)
	}
	lines := bufio.NewScanner(stdout)
	lines.Scan()
	if err := os.WriteFile(file, lines.Bytes(), 0o600); err != nil {
		panic(err)
	}
}

// beAChild listens until it is killed.
func beAChild() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	signal.Ignore(syscall.SIGTERM)
	fmt.Println(l.Addr())
	<-time.After(time.Hour)
}

// endWith answers a client, and ends the server when the client leaves after so
// many commands or more.
func endWith(conn net.Conn, commands int) {
	defer conn.Close()
	var b [4096]byte
	for n := 0; ; n++ {
		_, err := conn.Read(b[:])
		if err != nil && n >= commands {
			fmt.Fprintln(os.Stderr, "can't read:", err)
			os.Exit(1)
		}
		if err != nil {
			return
		}
		fmt.Fprint(conn, "+PONG\r\n")
	}
}

// endSlowly closes everything when a client talks, and ends the server a while later.
func endSlowly(l net.Listener, conn net.Conn) {
	var b [4096]byte
	n, _ := conn.Read(b[:])
	conn.Close()
	if n > 0 {
		l.Close()
		<-time.After(300 * time.Millisecond)
		os.Exit(7)
	}
}

// endOnce ends the server with its first client, if there is no such file yet.
func endOnce(conn net.Conn, file string) {
	if f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL, 0o600); err == nil {
		f.Close()
		endWith(conn, 0)
		return
	}
	endWith(conn, math.MaxInt)
}

// logClient answers a client, and tells first what it did.
func logClient(conn net.Conn) {
	defer conn.Close()
	var b [4096]byte
	for n := 0; ; n++ {
		switch _, err := conn.Read(b[:]); {
		case err == nil:
			fmt.Fprintln(os.Stderr, "got a command")
			fmt.Fprint(conn, "+PONG\r\n")
		case n == 0:
			fmt.Fprintln(os.Stderr, "left without a word")
			return
		default:
			return
		}
	}
}

// badly serves a client.
func badly(mistake string, conn net.Conn) {
	defer conn.Close()
	var b [4096]byte
	if n, err := conn.Read(b[:]); n == 0 || err != nil {
		return
	}
	switch mistake {
	case "crashes":
		panic("this server has a bug")
	case "never replies":
		io.Copy(io.Discard, conn)
	case "floods with one line":
		flood(conn, "+"+strings.Repeat("x", 1<<16))
	case "floods with a bulk string":
		fmt.Fprint(conn, "$1000000000\r\n")
		flood(conn, strings.Repeat("x", 1<<16))
	case "floods with elements":
		fmt.Fprint(conn, "*9000\r\n")
		flood(conn, "$1000\r\n"+strings.Repeat("x", 1000)+"\r\n")
	case "floods with replies":
		flood(conn, strings.Repeat("+PONG\r\n", 10000))
	case "speaks HTTP":
		fmt.Fprint(conn, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
		io.Copy(io.Discard, conn)
	default:
		fmt.Fprint(conn, "+PONG\r\n")
		io.Copy(io.Discard, conn)
	}
}

// flood sends text until the client has had enough.
func flood(conn net.Conn, text string) {
	for err := error(nil); err == nil; {
		_, err = io.WriteString(conn, text)
	}
}

// badServer is the command that makes a mistake.
func badServer(mistake string, more ...string) []string {
	return append([]string{os.Args[0], "bad", mistake, "{port}"}, more...)
}
