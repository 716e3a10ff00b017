// Command mini-redis-cli sends one command to a Redis server and prints the reply
// as redis-cli does:
//
//	mini-redis-cli [-h host] [-p port] [--raw | --no-raw] command [argument ...]
//
// On a terminal the reply is formatted for people, elsewhere it is raw. SUBSCRIBE
// and PSUBSCRIBE print messages until they are interrupted. The exit code is 0,
// or 1 after an error reply or if the connection failed.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"strings"

	"mini-redis/final/resp"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run is main with its surroundings as parameters. It returns the exit code.
func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("mini-redis-cli", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprintln(stderr, "usage: mini-redis-cli [-h host] [-p port] [--raw | --no-raw] command [argument ...]")
		flags.PrintDefaults()
	}
	host := flags.String("h", "127.0.0.1", "server `host`")
	port := flags.String("p", "6379", "server `port`")
	raw := flags.Bool("raw", false, "print replies as they are, even on a terminal")
	noRaw := flags.Bool("no-raw", false, "print replies formatted, even elsewhere")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 1
	case flags.NArg() == 0:
		flags.Usage()
		return 1
	}
	forPerson := !*raw && (*noRaw || isTerminal(stdout))

	conn, err := net.Dial("tcp", net.JoinHostPort(*host, *port))
	if err != nil {
		fmt.Fprintf(stderr, "Could not connect to Redis at %s:%s: %v\n", *host, *port, cause(err))
		return 1
	}
	defer conn.Close()
	if err := converse(conn, flags.Args(), forPerson, stdout); err != nil {
		if !errors.Is(err, errReply) {
			fmt.Fprintln(stderr, "Error:", cause(err))
		}
		return 1
	}
	return 0
}

// errReply says that the server answered with an error, which was printed.
var errReply = errors.New("error reply")

// converse sends command and prints the reply, or all replies that ever come if
// it is a subscription.
func converse(conn net.Conn, command []string, forPerson bool, stdout io.Writer) error {
	if _, err := conn.Write(resp.AppendCommand(nil, command...)); err != nil {
		return err
	}
	name := strings.ToLower(command[0])
	endless := name == "subscribe" || name == "psubscribe"
	format := unformatted
	if forPerson {
		format = formatted
		if endless {
			fmt.Fprintln(stdout, "Reading messages... (press Ctrl-C to quit)")
		}
	}
	replies := resp.NewReplyReader(conn)
	for {
		reply, err := replies.ReadReply()
		if err != nil {
			return serverClosed(err)
		}
		if _, err := io.WriteString(stdout, format(reply)); err != nil {
			return err
		}
		switch {
		case reply.Kind == resp.KindError:
			return errReply
		case !endless:
			return nil
		}
	}
}

// serverClosed gives the end of the stream words that a person understands.
func serverClosed(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("server closed the connection")
	}
	return err
}

// cause strips "dial tcp 127.0.0.1:6379: connect:" and the like from err.
func cause(err error) error {
	if e, ok := errors.AsType[*os.SyscallError](err); ok {
		return e.Err
	}
	return err
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
