package main

import (
	"fmt"
	"io"
	"strings"
)

// authentication finds the password: --askpass, then -a or -u, then the environment.
func (s *session) authentication() error {
	switch {
	case s.askPassword:
		password, err := s.readPassword()
		if err != nil {
			return fmt.Errorf("no password: %w", err)
		}
		s.password = password
	case s.password != "":
		if !s.noAuthWarning {
			fmt.Fprintln(s.stderr, "Warning: Using a password with '-a' or '-u' option on the command line interface may not be safe.")
		}
	default:
		s.password = s.getenv("REDISCLI_AUTH")
		if s.password == "" {
			s.password = s.getenv("MINI_REDIS_PASSWORD")
		}
	}
	return nil
}

// byteOrderMark begins text that some editors write, and belongs to no line.
const byteOrderMark = "\ufeff"

func (s *session) readPassword() (string, error) {
	if s.console != nil {
		fmt.Fprint(s.stderr, "Please input password: ")
		password, err := s.console.readPassword()
		fmt.Fprintln(s.stderr)
		return password, err
	}
	line, err := s.stdin.ReadString('\n')
	if err == io.EOF && line != "" {
		err = nil
	}
	return strings.TrimRight(strings.TrimPrefix(line, byteOrderMark), "\r\n"), err
}
