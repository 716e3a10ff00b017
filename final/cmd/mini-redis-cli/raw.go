package main

import (
	"strconv"
	"strings"

	"mini-redis/final/resp"
)

// rawText renders r for a program, as redis-cli --raw does but for the newline at
// its end: strings as they are, one a line, nothing for null, a line for each entry
// of a map. An error ends in a newline.
func rawText(r resp.Reply) string {
	var b strings.Builder
	writeRaw(&b, r)
	return b.String()
}

func writeRaw(b *strings.Builder, r resp.Reply) {
	switch r.Kind {
	case resp.KindInteger:
		b.WriteString(strconv.FormatInt(r.Int, 10))
	case resp.KindError:
		b.WriteString(r.Str + "\n")
	case resp.KindBoolean:
		b.WriteString(boolean(r))
	case resp.KindArray, resp.KindSet, resp.KindPush, resp.KindMap:
		for i, element := range r.Array {
			switch {
			case i == 0:
			case r.Kind == resp.KindMap && i%2 == 1:
				b.WriteByte(' ')
			default:
				b.WriteByte('\n')
			}
			writeRaw(b, element)
		}
	default:
		b.WriteString(r.Str) // empty for null
	}
}
