// Command hello stores a value in a server, gets it back and prints it:
//
//	go run ./final/examples/hello
//
// It shows how to connect, to send commands, and to bound how long all that may take.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"time"
	"unicode"

	"mini-redis/final/client"
)

const usage = `usage: hello [-url URL]

Sets the key hello to the value world, gets it back and prints it.

  -url URL  the server (default redis://127.0.0.1:6379). With a password it is
            redis://:PASSWORD@HOST:PORT, and with TLS rediss://HOST:PORT
`

func main() {
	flags := flag.NewFlagSet("hello", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // what is wrong is told below, in one line
	url := flags.String("url", "redis://127.0.0.1:6379", "")
	err := flags.Parse(os.Args[1:])
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Print(usage)
		return
	case err == nil && flags.NArg() > 0:
		err = fmt.Errorf("unexpected argument %q (see -h)", flags.Arg(0))
	case err == nil:
		err = hello(*url)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "hello:", strings.Map(visible, strings.ReplaceAll(err.Error(), "\n", ": ")))
		os.Exit(1)
	}
}

func hello(url string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()

	c, err := client.DialURL(ctx, url)
	if err != nil {
		return err
	}
	defer c.Close()
	if err := c.Set(ctx, "hello", "world"); err != nil {
		return err
	}
	value, err := c.Get(ctx, "hello")
	if err != nil {
		return err
	}
	fmt.Println(strings.Map(visible, value))
	return nil
}

// visible has a terminal show what a server says, and not obey it.
func visible(r rune) rune {
	if unicode.IsGraphic(r) {
		return r
	}
	return unicode.ReplacementChar
}
