// Command sub subscribes to channels and prints the messages, each in quotes, until
// Ctrl-C:
//
//	go run ./final/examples/sub news
//
// It shows the loop of a subscriber, which goes on when the connection was lost and
// is back. Its counterpart is the example pub.
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
	"unicode"

	"mini-redis/final/client"
)

const usage = `usage: sub [-url URL] [-n COUNT] CHANNEL...

Subscribes to channels, and prints the messages, each in quotes, until Ctrl-C.

  -n COUNT  end after so many messages
  -url URL  the server (default redis://127.0.0.1:6379). With a password it is
            redis://:PASSWORD@HOST:PORT, and with TLS rediss://HOST:PORT
`

func main() {
	flags := flag.NewFlagSet("sub", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // what is wrong is told below, in one line
	url := flags.String("url", "redis://127.0.0.1:6379", "")
	count := flags.Uint("n", 0, "")
	err := flags.Parse(os.Args[1:])
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Print(usage)
		return
	case err == nil && flags.NArg() == 0:
		err = errors.New("want a channel (see -h)")
	case err == nil:
		err = receive(*url, *count, flags.Args())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "sub:", strings.Map(visible, strings.ReplaceAll(err.Error(), "\n", ": ")))
		os.Exit(1)
	}
}

// receive prints count messages, or all that come until Ctrl-C if count is 0.
func receive(url string, count uint, channels []string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	c, err := client.DialURL(ctx, url)
	if err != nil {
		return err
	}
	defer c.Close()
	s, err := c.Subscribe(ctx, channels...)
	if err != nil {
		return err
	}
	defer s.Close()
	// Only messages go to standard output, which may be a file.
	fmt.Fprintln(os.Stderr, "subscribed; Ctrl-C ends")

	received := uint(0)
	for m, err := range s.Messages(ctx) {
		switch {
		case errors.Is(err, client.ErrGap):
			fmt.Fprintln(os.Stderr, "the connection was lost and is back; messages may be missing here")
			continue
		case ctx.Err() != nil:
			return nil
		case err != nil:
			return err
		}
		// In quotes a message is one line, and cannot command the terminal.
		fmt.Printf("%s: %q\n", strings.Map(visible, m.Channel), m.Payload)
		if received++; received == count {
			break
		}
	}
	return nil
}

// visible has a terminal show what a server says, and not obey it.
func visible(r rune) rune {
	if unicode.IsGraphic(r) {
		return r
	}
	return unicode.ReplacementChar
}
