package main

import (
	"fmt"
	"strings"

	"mini-redis/final/internal/terminal"
	"mini-redis/final/resp"
)

// quote puts s in double quotes and escapes what isn't printable ASCII, so that
// any bytes can be told apart, and the result be typed as an argument.
func quote(s string) string {
	b := []byte{'"'}
	for i := range len(s) {
		switch c := s[i]; c {
		case '\\', '"':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, `\n`...)
		case '\r':
			b = append(b, `\r`...)
		case '\t':
			b = append(b, `\t`...)
		case '\a':
			b = append(b, `\a`...)
		case '\b':
			b = append(b, `\b`...)
		default:
			if c < ' ' || c > '~' {
				b = fmt.Appendf(b, `\x%02x`, c)
			} else {
				b = append(b, c)
			}
		}
	}
	return string(append(b, '"'))
}

// render returns what is printed for a reply. A report is a text for people that is
// shown without the quotes of other strings.
func (s *session) render(r resp.Reply, report bool) string {
	switch {
	case s.format == formatJSON:
		return jsonText(r) + "\n"
	case report && s.format == formatPerson:
		return terminal.Visible(rawText(r, s.delimiter))
	case report:
		return rawText(r, s.delimiter)
	case s.format == formatPerson:
		return formatted(r)
	case s.format == formatCSV:
		return csvText(r) + "\n"
	}
	return rawText(r, s.delimiter) + s.end
}

// renderPush returns what is printed for a push message. To a person the keys that
// client-side caching has to forget are a line.
func (s *session) renderPush(r resp.Reply) string {
	if s.format != formatPerson || len(r.Array) != 2 ||
		r.Array[0].Str != "invalidate" || r.Array[1].Kind != resp.KindArray {
		return s.render(r, false)
	}
	var keys []string
	for _, key := range r.Array[1].Array {
		keys = append(keys, quote(key.Str))
	}
	return "-> invalidate: " + strings.Join(keys, ", ") + "\n"
}

// isReport reports whether a command answers with a text for people. The list is
// redis-cli's.
func isReport(args []string) bool {
	name, sub := strings.ToLower(args[0]), ""
	if len(args) > 1 {
		sub = strings.ToLower(args[1])
	}
	switch name {
	case "info", "lolwut":
		return true
	case "client":
		return sub == "list" || sub == "info"
	case "debug":
		return sub == "htstats" || sub == "htstats-key" || sub == "client-eviction"
	case "memory":
		return sub == "malloc-stats" || sub == "doctor"
	case "cluster":
		return len(args) == 2 && (sub == "nodes" || sub == "info")
	case "latency":
		return len(args) == 3 && sub == "graph" || len(args) == 2 && sub == "doctor"
	case "proxy":
		return sub == "info"
	}
	return false
}
