// Command chat is a chat room in a terminal: what one types, the others see.
//
//	go run ./final/examples/chat -name ann -room go
//
// It shows a Client and a Subscriber side by side, what to tell the user after a lost
// connection, and how to print what strangers have written.
package main

import (
	"bufio"
	"context"
	"crypto/rand"
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

const usage = `usage: chat -name NAME [-room ROOM] [-url URL]

Shows what others in the room type, and them what you type. Ctrl-D or Ctrl-C leaves.

  -name NAME  what the others see before your lines
  -room ROOM  the room (default lobby)
  -url URL    the server (default redis://127.0.0.1:6379). With a password it is
              redis://:PASSWORD@HOST:PORT, and with TLS rediss://HOST:PORT
`

func main() {
	flags := flag.NewFlagSet("chat", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // what is wrong is told below, in one line
	name, room := flags.String("name", "", ""), flags.String("room", "lobby", "")
	url := flags.String("url", "redis://127.0.0.1:6379", "")
	err := flags.Parse(os.Args[1:])
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Print(usage)
		return
	case err == nil && (flags.NArg() > 0 || strings.TrimSpace(*name) == "" || *name != printable(*name)):
		err = errors.New("want -name and a name, in visible characters (see -h)")
	case err == nil:
		err = chat(*url, *name, "chat:"+*room)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "chat:", printable(strings.ReplaceAll(err.Error(), "\n", ": ")))
		os.Exit(1)
	}
}

// chat publishes the lines of standard input and prints those of others, until the end
// of ctx, which is how the user leaves. What travels is the line as others see it and,
// behind a newline, the mark of its sender: names need not be different.
func chat(url, name, channel string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // so that a second Ctrl-C kills
	c, err := client.DialURL(ctx, url)
	if err != nil {
		return err
	}
	defer c.Close() // and of s with it
	s, err := c.Subscribe(ctx, channel)
	if err != nil {
		return err
	}
	me := rand.Text()
	say := func(ctx context.Context, line string) error {
		ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
		defer cancel()
		_, err := c.Publish(ctx, channel, line+"\n"+me)
		return err
	}
	if err := say(ctx, "* "+name+" joins"); err != nil {
		return err
	}
	defer say(context.WithoutCancel(ctx), "* "+name+" leaves")
	fmt.Println("* you are in; Ctrl-D leaves")

	go func() { // until the program ends: nothing interrupts a read of a terminal
		defer stop() // Ctrl-D leaves as Ctrl-C does; so does a line of 64 KB
		for in := bufio.NewScanner(os.Stdin); in.Scan(); {
			if err := say(ctx, name+": "+in.Text()); err != nil && ctx.Err() == nil {
				fmt.Println("* this line may be lost:", printable(err.Error()))
			}
		}
	}()
	for m, err := range s.Messages(ctx) {
		line, sender, _ := strings.Cut(m.Payload, "\n")
		switch {
		case errors.Is(err, client.ErrGap):
			fmt.Println("* the connection was lost and is back; lines may be missing here")
		case ctx.Err() != nil:
			return nil
		case err != nil:
			return err
		case sender != me:
			fmt.Println(printable(line))
		}
	}
	return nil
}

// printable makes one line of text that a terminal shows and does not obey.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsGraphic(r) {
			return r
		}
		return unicode.ReplacementChar
	}, strings.ReplaceAll(text, "\t", " "))
}
