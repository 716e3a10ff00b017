package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// asksForHelp reports whether a command is one that the program answers itself, from
// the documentation of the server.
func asksForHelp(args []string) bool { return strings.EqualFold(args[0], "help") || args[0] == "?" }

// commandHelp is asksForHelp's command on the command line.
func (s *session) commandHelp(ctx context.Context) error {
	if len(s.command) > 1 {
		if err := s.connect(ctx); err != nil && !errors.Is(err, errGreeting) {
			return err
		}
	}
	return s.printHelp(s.command[1:])
}

// printHelp prints what there is to say on a topic: the name of a command, which may
// stand for several, or a group of them behind an @. Without one it says how to ask.
func (s *session) printHelp(topic []string) error {
	text := generalHelp()
	if len(topic) > 0 {
		text = s.topicHelp(topic)
	}
	_, err := io.WriteString(s.stdout, text)
	return err
}

func generalHelp() string {
	return "mini-redis-cli " + version() + `
To get help about Redis commands type:
      "help @<group>" to get a list of commands in <group>
      "help <command>" for help on <command>
      "help <tab>" to get a list of possible help topics
      "quit" to exit

Besides there are:
      "connect <host> <port>" to talk to another server
      "<n> <command>" to send a command n times
      "clear" to clear the screen
`
}

// topicHelp returns what redis-cli prints, in its colours where they can be seen.
func (s *session) topicHelp(topic []string) string {
	docs := s.commandDocs()
	if docs == nil {
		return "The server does not answer COMMAND DOCS, which has the help (Redis 7.0).\n"
	}
	bold, grey, yellow, reset := "", "", "", ""
	if s.stdoutIsTerminal && s.wantsColour() {
		bold, grey, yellow, reset = "\x1b[1m", "\x1b[90m", "\x1b[33m", "\x1b[0m"
	}
	group, isGroup := strings.CutPrefix(topic[0], "@") // whatever comes behind it
	var b strings.Builder
	for _, d := range docs {
		switch {
		case isGroup && !strings.EqualFold(d.group, group):
			continue
		case !isGroup && !d.isNamed(topic):
			continue
		}
		fmt.Fprintf(&b, "\n  %s%s%s %s%s%s\n", bold, d.name, reset, grey, d.arguments, reset)
		fmt.Fprintf(&b, "  %ssummary:%s %s\n  %ssince:%s %s\n", yellow, reset, d.summary, yellow, reset, d.since)
		if !isGroup {
			fmt.Fprintf(&b, "  %sgroup:%s %s\n", yellow, reset, d.group)
		}
	}
	return b.String() + "\n"
}

// isNamed reports whether words are the first of the command's name.
func (d commandDoc) isNamed(words []string) bool {
	name := strings.Split(d.name, " ")
	return len(words) <= len(name) && slices.EqualFunc(words, name[:len(words)], strings.EqualFold)
}

// helpTopics are what help may be asked for: the commands, and the groups as if they
// were.
func helpTopics(docs []commandDoc) []commandDoc {
	topics := slices.Clone(docs)
	for _, d := range docs {
		group := commandDoc{name: "@" + strings.ToUpper(d.group)}
		if d.group != "" && !slices.Contains(topics, group) {
			topics = append(topics, group)
		}
	}
	return topics
}
