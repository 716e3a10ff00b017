package main

import (
	"slices"
	"strconv"
	"strings"

	"mini-redis/final/resp"
)

// follow notes what a command did to the link: whether it is in a transaction,
// whether that breaks the order of replies, and how to greet the server after a loss so that the next link is as this one was.
// Another server is not told.
func (s *session) follow(args []string, reply resp.Reply) {
	failed := reply.Kind == resp.KindError
	switch strings.ToLower(args[0]) {
	case "multi":
		s.inTransaction = s.inTransaction || !failed
	case "exec":
		s.outOfStep = s.queuedOdd && !failed && reply.Kind != resp.KindNull
		s.inTransaction, s.queuedOdd = false, false
	case "discard", "reset":
		if strings.EqualFold(args[0], "reset") && !failed {
			s.greeting.database = 0
		}
		s.inTransaction = s.inTransaction && failed
		s.queuedOdd = s.queuedOdd && s.inTransaction
	case "auth":
		if reply.Str == "OK" {
			s.authenticated(args[1:])
		}
	case "select":
		if n, err := strconv.Atoi(args[len(args)-1]); err == nil && reply.Str == "OK" {
			s.greeting.database = n
		}
	case "hello":
		if !failed && len(args) > 1 {
			s.greeted(args[1:])
		}
	default:
		// They have a reply for each channel, and the array of EXEC one element for
		// each command.
		isOdd := streams(args) || leaves(args) && len(args) != 2
		s.queuedOdd = s.queuedOdd || s.inTransaction && !failed && isOdd
	}
}

// greeted notes the protocol and the user of a HELLO that was accepted.
func (s *session) greeted(args []string) {
	s.greeting.resp3 = args[0] == "3"
	isAuth := func(arg string) bool { return strings.EqualFold(arg, "auth") }
	if i := slices.IndexFunc(args, isAuth); i >= 0 && len(args) > i+2 {
		s.authenticated(args[i+1 : i+3])
	}
}

// authenticated notes a password, and the user before it if there is one. The
// documentation may have been out of reach until then.
func (s *session) authenticated(words []string) {
	s.greeting.user, s.greeting.password = "", words[len(words)-1]
	if len(words) == 2 {
		s.greeting.user = words[0]
	}
	s.docs = documentation{}
}
