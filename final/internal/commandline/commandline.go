// Package commandline is what the programs have in common that read a command line:
// flags whose errors name them as they were typed, and hosts as people copy them.
package commandline

import (
	"errors"
	"flag"
	"fmt"
	"strings"
)

// Parse is flags.Parse(args), except that an error about --name says --name, where
// that of package flag says -name. flag.ErrHelp is returned as it is.
func Parse(flags *flag.FlagSet, args []string) error {
	err := flags.Parse(args)
	read := args[:len(args)-flags.NArg()] // up to the one that is wrong
	if err == nil || errors.Is(err, flag.ErrHelp) || len(read) == 0 {
		return err
	}
	last := read[len(read)-1]
	word, value, _ := strings.Cut(last, "=")
	if text, ok := asTyped(err.Error(), word, value); ok {
		return errors.New(text)
	}
	if len(read) > 1 { // the value may be a word of its own
		if text, ok := asTyped(err.Error(), read[len(read)-2], last); ok {
			return errors.New(text)
		}
	}
	return err
}

// asTyped returns what package flag says of the flag that word is, with the dashes of
// word. ok is false if text is not about that flag and that value.
func asTyped(text, word, value string) (typed string, ok bool) {
	name := "-" + strings.TrimLeft(word, "-")
	for _, around := range [][2]string{
		{"flag provided but not defined: ", ""},
		{"flag needs an argument: ", ""},
		{fmt.Sprintf("invalid value %q for flag ", value), ": "},
		{fmt.Sprintf("invalid boolean value %q for ", value), ": "},
	} {
		if rest, found := strings.CutPrefix(text, around[0]+name+around[1]); found {
			return around[0] + word + around[1] + rest, true
		}
	}
	return "", false
}

// Host returns the host that a word names: an IPv6 address is taken out of the brackets
// that it has in a URL.
func Host(word string) string {
	if inner, ok := strings.CutPrefix(word, "["); ok && strings.HasSuffix(inner, "]") {
		return strings.TrimSuffix(inner, "]")
	}
	return word
}
