package framing

import (
	"fmt"
	"strconv"
	"strings"
)

// Command returns the next command, its name first. It comes as an array of
// bulk strings, or inline: a line of words, for people with nothing but nc.
// Empty ones are skipped. The error texts are those of Redis 7.
func (d *Decoder) Command() ([]string, error) {
	for {
		first, err := d.r.Peek(1)
		if err != nil {
			return nil, err
		}
		var args []string
		if first[0] == '*' {
			args, err = d.arrayCommand()
		} else {
			args, err = d.inlineCommand()
		}
		if err != nil || len(args) > 0 {
			return args, err
		}
	}
}

func (d *Decoder) arrayCommand() ([]string, error) {
	_, length, err := d.header("too big mbulk count string")
	if err != nil {
		return nil, err
	}
	n, ok := ParseInt(length)
	if !ok || n > maxArray {
		return nil, ProtocolError("invalid multibulk length")
	}
	var args []string
	for int64(len(args)) < n {
		kind, length, err := d.header("too big bulk count string")
		if err != nil {
			return nil, midFrame(err)
		}
		if kind != '$' {
			return nil, ProtocolError(fmt.Sprintf("expected '$', got '%s'", []byte{kind}))
		}
		arg, err := d.bulk(length)
		if err != nil {
			return nil, err
		}
		args = append(args, arg)
	}
	return args, nil
}

func (d *Decoder) inlineCommand() ([]string, error) {
	line, err := d.line("too big inline request")
	isSpace := func(r rune) bool { return strings.ContainsRune(" \t\r\n", r) }
	return strings.FieldsFunc(line, isSpace), err
}

// ParseInt reads a decimal number as strictly as Redis does, in headers and in
// values: no plus sign, no leading zeros, no spaces, no minus zero.
func ParseInt(s string) (n int64, ok bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && strconv.FormatInt(n, 10) == s
}
