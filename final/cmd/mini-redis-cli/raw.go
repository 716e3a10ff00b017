package main

import (
	"strconv"
	"strings"

	"mini-redis/final/resp"
)

// rawText renders r for a program, as redis-cli --raw does but for what ends it:
// strings as they are, nothing for null, the key and the value of an entry of a map
// with a space between them, and the delimiter between elements. An error ends in a
// newline.
func rawText(r resp.Reply, delimiter string) string {
	var b strings.Builder
	writeRaw(&b, r, delimiter)
	return b.String()
}

func writeRaw(b *strings.Builder, r resp.Reply, delimiter string) {
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
				b.WriteString(delimiter)
			}
			writeRaw(b, element, delimiter)
		}
	default:
		b.WriteString(r.Str) // empty for null
	}
}
