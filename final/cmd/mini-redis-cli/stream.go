package main

import (
	"io"
	"strings"

	"mini-redis/final/resp"
)

// streams reports whether replies to a command never end.
func streams(args []string) bool {
	switch strings.ToLower(args[0]) {
	case "subscribe", "psubscribe", "ssubscribe", "monitor":
		return true
	}
	return false
}

// replyCount is how many replies a command has that is no stream. Leaving channels
// is confirmed for each of them.
func replyCount(args []string) int {
	if leaves(args) {
		return max(1, len(args)-1)
	}
	return 1
}

func leaves(args []string) bool {
	switch strings.ToLower(args[0]) {
	case "unsubscribe", "punsubscribe", "sunsubscribe":
		return true
	}
	return false
}

// confirms reports whether a push message is a reply to args, which in RESP3 those
// to SUBSCRIBE and its like are.
func confirms(push resp.Reply, args []string) bool {
	return leaves(args) && len(push.Array) > 0 && strings.EqualFold(push.Array[0].Str, args[0])
}

// stream prints all that the server sends, until the link breaks or the server
// answers with an error.
func (s *session) stream(args []string) error {
	if (s.format == formatPerson || s.format == formatCSV) && !strings.EqualFold(args[0], "monitor") {
		if _, err := io.WriteString(s.stdout, "Reading messages... (press Ctrl-C to quit)\n"); err != nil {
			return err
		}
	}
	for {
		reply, err := s.link.receive()
		if err != nil {
			return err
		}
		if err := s.print(args, reply); err != nil {
			return err
		}
	}
}
