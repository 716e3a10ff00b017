package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"mini-redis/final/internal/terminal"
	"mini-redis/final/resp"
)

// A commandDoc is what the server says of a command or of a subcommand.
type commandDoc struct {
	name      string // in capitals, such as "CONFIG GET"
	arguments string // such as "key value [NX|XX]"
	summary   string
	since     string
	group     string // such as "string"
}

// docsLimit is how long the documentation may be, in bytes: that of Redis 7.0 has
// about 170,000.
const docsLimit = 16 << 20

// docsTimeout limits how long a person waits for the documentation.
const docsTimeout = 3 * time.Second

// commandDocs returns the documentation of all commands, sorted by name. The server
// is asked once for each link, over a connection of its own, as the link may be in a
// transaction. Where it cannot be asked, or has no COMMAND DOCS (before Redis 7.0),
// there is none.
func (s *session) commandDocs() []commandDoc {
	if s.link == nil || s.docs.asked {
		return s.docs.all
	}
	s.docs.asked = true
	ctx, cancel := context.WithTimeout(context.Background(), docsTimeout)
	defer cancel()
	l, err := s.dial(ctx)
	if err != nil {
		return nil
	}
	defer l.close()
	l.replies.MaxReplyLen = docsLimit
	defer context.AfterFunc(ctx, l.interrupt)()
	if auth := s.greeting.auth(); auth != nil {
		if _, err := l.ask(auth...); err != nil {
			return nil
		}
	}
	reply, err := l.ask("COMMAND", "DOCS")
	if err != nil || reply.Kind == resp.KindError {
		return nil
	}
	s.docs.all = parseDocs(reply, "")
	slices.SortFunc(s.docs.all, func(a, b commandDoc) int { return strings.Compare(a.name, b.name) })
	return s.docs.all
}

// parseDocs reads the reply to COMMAND DOCS, or the subcommands in it, whose names
// come behind their command's and a bar. Names are completed and texts are shown in
// the line being edited: what has no proper name is left out.
func parseDocs(reply resp.Reply, of string) (docs []commandDoc) {
	for name, fields := range pairs(reply) {
		if !isName(name.Str) {
			continue
		}
		_, sub, isSub := strings.Cut(name.Str, "|")
		full := strings.ToUpper(name.Str)
		if isSub {
			full = of + " " + strings.ToUpper(sub)
		}
		doc := commandDoc{name: full}
		var subcommands []commandDoc
		for field, value := range pairs(fields) {
			switch field.Str {
			case "summary":
				doc.summary = terminal.VisibleLine(value.Str)
			case "since":
				doc.since = terminal.VisibleLine(value.Str)
			case "group":
				doc.group = terminal.VisibleLine(value.Str)
			case "arguments":
				doc.arguments = terminal.VisibleLine(joinSyntax(value.Array, " "))
			case "subcommands":
				subcommands = parseDocs(value, full)
			}
		}
		docs = append(append(docs, doc), subcommands...)
	}
	return docs
}

// isName reports whether s can be the name of a command, those of modules included.
func isName(s string) bool {
	const others = "0123456789._|-"
	isOther := func(r rune) bool {
		return !('a' <= r|0x20 && r|0x20 <= 'z' || strings.ContainsRune(others, r))
	}
	return s != "" && !strings.ContainsFunc(s, isOther)
}

// pairs iterates over keys and values, which RESP2 sends as an array and RESP3 as a
// map.
func pairs(r resp.Reply) func(yield func(key, value resp.Reply) bool) {
	return func(yield func(key, value resp.Reply) bool) {
		for i := 0; i+1 < len(r.Array); i += 2 {
			if !yield(r.Array[i], r.Array[i+1]) {
				return
			}
		}
	}
}
