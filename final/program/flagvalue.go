package program

import (
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"mini-redis/final/config"
)

// A flagValue is a flag whose text is parsed by a function, which stores the result.
type flagValue struct {
	argument string // what --help calls the text
	text     string
	parse    func(string) error
}

func (v *flagValue) String() string { return v.text }

func (v *flagValue) Set(text string) error {
	v.text = text
	return v.parse(text)
}

// textFlag returns a parser that takes any text.
func textFlag(p *string) func(string) error {
	return func(s string) error {
		*p = s
		return nil
	}
}

// numberFlag returns a parser of integers within limits.
func numberFlag(p *int, least, most int) func(string) error {
	return func(s string) (err error) {
		if *p, err = strconv.Atoi(s); err != nil || *p < least || *p > most {
			return fmt.Errorf("want a number from %d to %d", least, most)
		}
		return nil
	}
}

// octalFlag returns a parser of permissions of a file.
func octalFlag(p *int) func(string) error {
	return func(s string) error {
		n, err := strconv.ParseUint(s, 8, 9)
		if err != nil {
			return errors.New("want an octal number from 0 to 777")
		}
		*p = int(n)
		return nil
	}
}

// choiceFlag returns a parser of two words.
func choiceFlag(p *bool, yes, no string) func(string) error {
	return func(s string) error {
		*p = strings.EqualFold(s, yes)
		if !*p && !strings.EqualFold(s, no) {
			return fmt.Errorf("want %s or %s", yes, no)
		}
		return nil
	}
}

// durationFlag returns a parser of durations; a plain number is of seconds.
func durationFlag(p *time.Duration) func(string) error {
	return func(s string) (err error) {
		if seconds, notPlain := strconv.ParseUint(s, 10, 31); notPlain == nil {
			*p = time.Duration(seconds) * time.Second
			return nil
		}
		if *p, err = time.ParseDuration(s); err != nil || *p < 0 {
			return errors.New("want a number of seconds, or a time such as 500ms or 5m")
		}
		return nil
	}
}

// sizeFlag returns a parser of numbers of bytes, which may have a unit, as CONFIG SET
// takes them.
func sizeFlag(p *int, least int64) func(string) error {
	return func(s string) error {
		var problem string
		if *p, problem = config.ParseSize(s, least); problem != "" {
			return errors.New(problem)
		}
		return nil
	}
}

// levelFlag returns a parser of levels, by their names in package slog and in Redis.
func levelFlag(p *slog.Level) func(string) error {
	return func(s string) error {
		known := true
		switch strings.ToLower(s) {
		case "info":
			*p = slog.LevelInfo
		case "warn":
			*p = slog.LevelWarn
		case "error":
			*p = slog.LevelError
		default:
			*p, known = config.ParseLevel(s)
		}
		if !known {
			return errors.New("want debug, info, warn or error")
		}
		return nil
	}
}
