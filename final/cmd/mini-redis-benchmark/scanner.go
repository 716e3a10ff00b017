package main

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"mini-redis/final/resp"
)

// maxLine is the most bytes of an unfinished line that a scanner keeps, and of an
// error reply that it shows.
const maxLine = 512

// errUnasked says that there were more replies than requests.
var errUnasked = errors.New("the server sent a reply that nobody had asked for")

// A replyError is an error reply: its text without the leading '-'.
type replyError string

func (e replyError) Error() string { return "the server answered: " + string(e) }

// A scanner counts the replies in a stream of bytes that comes in pieces. It looks
// at what tells an honest reply (the type, the length, the ends of lines), skips
// payloads, and allocates nothing.
type scanner struct {
	// kind is the first byte that every reply must have: '+', ':' or '$'.
	kind byte

	// What has been seen of the reply that has not ended.
	line    []byte // the beginning of a line, at most maxLine bytes
	payload int    // bytes of a bulk string that are still to come
	closing bool   // the next line is the empty one that ends a bulk string

	// header is the last header of a bulk string, and length what it says: most
	// replies of a run have the same one.
	header []byte
	length int
}

// scan returns the number of replies that end in b. The error is a replyError, or
// says what is wrong with the bytes; the scanner is of no use after it.
func (s *scanner) scan(b []byte) (replies int, err error) {
	for len(b) > 0 {
		if s.payload > 0 {
			n := min(s.payload, len(b))
			s.payload -= n
			b = b[n:]
			continue
		}
		end := bytes.IndexByte(b, '\n')
		if end < 0 {
			return replies, s.keep(b)
		}
		line := b[:end+1]
		b = b[end+1:]
		if len(s.line) > 0 {
			if err := s.keep(line); err != nil {
				return replies, err
			}
			line, s.line = s.line, s.line[:0]
		}
		ended, err := s.take(line)
		if err != nil {
			return replies, err
		}
		if ended {
			replies++
		}
	}
	return replies, nil
}

// keep remembers the beginning of a line.
func (s *scanner) keep(b []byte) error {
	s.line = append(s.line, b[:min(len(b), maxLine-len(s.line))]...)
	if len(s.line) < maxLine {
		return nil
	}
	if s.line[0] == '-' && !s.closing {
		return errorReply(s.line)
	}
	return fmt.Errorf("the server sent a line of more than %d bytes: %.40q…", maxLine, s.line)
}

// take looks at a whole line, with its end, and reports whether a reply ends there.
func (s *scanner) take(line []byte) (ended bool, err error) {
	if s.closing {
		s.closing = false
		if string(line) != "\r\n" {
			return false, fmt.Errorf("a bulk string is longer than its header says: %.40q follows it", line)
		}
		return true, nil
	}
	if s.length > 0 && bytes.Equal(line, s.header) {
		s.payload, s.closing = s.length, true
		return false, nil
	}
	text, ok := bytes.CutSuffix(line, []byte("\r\n"))
	switch {
	case !ok || len(text) == 0:
		return false, fmt.Errorf("the server sent %.40q instead of a reply", line)
	case text[0] == '-':
		return false, errorReply(text)
	case text[0] != s.kind:
		return false, fmt.Errorf("the server sent %.40q where a reply of type '%c' was due", line, s.kind)
	case s.kind == '$':
		return s.bulk(line, text[1:])
	}
	return true, nil
}

// bulk takes the header of a bulk string. A null is a reply that ends there.
func (s *scanner) bulk(line, digits []byte) (ended bool, err error) {
	n, ok := resp.ParseInt(digits)
	if !ok || n < -1 || n > resp.DefaultMaxBulkLen {
		return false, fmt.Errorf("the server sent a bulk string with the header %.40q", line)
	}
	if n < 0 {
		return true, nil
	}
	s.header, s.length = append(s.header[:0], line...), int(n)
	s.payload, s.closing = int(n), true
	return false, nil
}

func errorReply(line []byte) error {
	return replyError(strings.TrimRight(string(line[1:]), "\r\n"))
}
