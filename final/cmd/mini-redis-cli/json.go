package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"mini-redis/final/resp"
)

// jsonText renders r as JSON, as redis-cli --json does where that prints valid JSON.
// It differs where that does not:
//   - an error is {"error":"…"},
//   - a double that is no number of JSON (inf, nan) is a string,
//   - a big number is a number,
//   - a key of a map that is no string is its JSON as a string,
//   - a byte that is no part of valid UTF-8 is \udcXX, XX being its value, the
//     "surrogateescape" of Python. No valid UTF-8 is written so, which makes it
//     reversible.
func jsonText(r resp.Reply) string {
	var b strings.Builder
	writeJSON(&b, r)
	return b.String()
}

func writeJSON(b *strings.Builder, r resp.Reply) {
	switch r.Kind {
	case resp.KindNull:
		b.WriteString("null")
	case resp.KindInteger:
		b.WriteString(strconv.FormatInt(r.Int, 10))
	case resp.KindBoolean:
		b.WriteString(strconv.FormatBool(r.Int != 0))
	case resp.KindDouble, resp.KindBigNumber:
		if json.Valid([]byte(r.Str)) {
			b.WriteString(r.Str)
		} else {
			writeJSONString(b, r.Str)
		}
	case resp.KindError:
		b.WriteString(`{"error":`)
		writeJSONString(b, r.Str)
		b.WriteByte('}')
	case resp.KindArray, resp.KindSet, resp.KindPush:
		writeJSONList(b, r.Array)
	case resp.KindMap:
		writeJSONObject(b, r.Array)
	default:
		writeJSONString(b, r.Str)
	}
}

func writeJSONList(b *strings.Builder, elements []resp.Reply) {
	b.WriteByte('[')
	for i, element := range elements {
		if i > 0 {
			b.WriteByte(',')
		}
		writeJSON(b, element)
	}
	b.WriteByte(']')
}

// writeJSONObject writes keys and values that come in turn. A key that the server
// sent twice is there twice.
func writeJSONObject(b *strings.Builder, entries []resp.Reply) {
	b.WriteByte('{')
	for i := 0; i+1 < len(entries); i += 2 {
		if i > 0 {
			b.WriteByte(',')
		}
		key := jsonText(entries[i])
		if !strings.HasPrefix(key, `"`) {
			var quoted strings.Builder
			writeJSONString(&quoted, key)
			key = quoted.String()
		}
		b.WriteString(key + ":")
		writeJSON(b, entries[i+1])
	}
	b.WriteByte('}')
}

func writeJSONString(b *strings.Builder, s string) {
	b.WriteByte('"')
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(b, `\udc%02x`, s[0])
		case r == '"', r == '\\':
			b.WriteString(`\` + s[:1])
		case r < ' ':
			b.WriteString(jsonControl(s[0]))
		default:
			b.WriteString(s[:size])
		}
		s = s[size:]
	}
	b.WriteByte('"')
}

func jsonControl(c byte) string {
	switch c {
	case '\n':
		return `\n`
	case '\f':
		return `\f`
	case '\r':
		return `\r`
	case '\t':
		return `\t`
	case '\b':
		return `\b`
	}
	return fmt.Sprintf(`\u%04x`, c)
}
