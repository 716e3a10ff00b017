package main

import (
	"strconv"
	"strings"

	"mini-redis/final/internal/terminal"
	"mini-redis/final/resp"
)

// csvText renders r as redis-cli --csv does but for the newline at its end: strings in
// quotes as quote makes them, NULL, an error as ERROR and its text, and the elements of
// aggregates, of maps and of those in one another, all in one row. A big number, which
// redis-cli 7.0 cannot show, looks like a double.
func csvText(r resp.Reply) string {
	var b strings.Builder
	writeCSV(&b, r)
	return b.String()
}

func writeCSV(b *strings.Builder, r resp.Reply) {
	switch r.Kind {
	case resp.KindNull:
		b.WriteString("NULL")
	case resp.KindInteger:
		b.WriteString(strconv.FormatInt(r.Int, 10))
	case resp.KindBoolean:
		b.WriteString(strconv.FormatBool(r.Int != 0))
	case resp.KindDouble, resp.KindBigNumber:
		b.WriteString(terminal.Visible(r.Str))
	case resp.KindError:
		b.WriteString("ERROR," + quote(r.Str))
	case resp.KindArray, resp.KindSet, resp.KindPush, resp.KindMap:
		for i, element := range r.Array {
			if i > 0 {
				b.WriteByte(',')
			}
			writeCSV(b, element)
		}
	default:
		b.WriteString(quote(r.Str))
	}
}
