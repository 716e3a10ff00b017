// Command pub publishes one message and prints how many clients received it:
//
//	go run ./final/examples/pub news 'It rains.'
//
// Its counterpart is the example sub.
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

const usage = `usage: pub [-url URL] CHANNEL MESSAGE

Publishes a message on a channel, and prints how many clients received it.

  -url URL  the server (default redis://127.0.0.1:6379). With a password it is
            redis://:PASSWORD@HOST:PORT, and with TLS rediss://HOST:PORT
`

func main() {
	flags := flag.NewFlagSet("pub", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // what is wrong is told below, in one line
	url := flags.String("url", "redis://127.0.0.1:6379", "")
	err := flags.Parse(os.Args[1:])
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Print(usage)
		return
	case err == nil && flags.NArg() != 2:
		err = errors.New("want a channel and a message (see -h)")
	case err == nil:
		err = publish(*url, flags.Arg(0), flags.Arg(1))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "pub:", strings.Map(visible, strings.ReplaceAll(err.Error(), "\n", ": ")))
		os.Exit(1)
	}
}

func publish(url, channel, message string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()

	c, err := client.DialURL(ctx, url)
	if err != nil {
		return err
	}
	defer c.Close()
	receivers, err := c.Publish(ctx, channel, message)
	if err != nil {
		return err
	}
	fmt.Println("received by", receivers)
	return nil
}

// visible has a terminal show what a server says, and not obey it.
func visible(r rune) rune {
	if unicode.IsGraphic(r) {
		return r
	}
	return unicode.ReplacementChar
}
