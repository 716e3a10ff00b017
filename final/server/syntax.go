package server

import (
	"slices"
	"strings"
)

// An argument is what COMMAND DOCS tells of a part of a command's syntax (Redis 7.0:
// COMMAND DOCS, arguments).
type argument struct {
	name     string
	kind     string     // of the value, as typeOfValue has them; or pure-token, oneof, block
	token    string     // the word that stands before the value, or alone
	key      int        // which of the command's key specifications describes it; -1 if none does
	optional bool       // may be left out
	multiple bool       // may be repeated
	parts    []argument // of a oneof or a block
}

// arguments parses the syntax of a command:
//
//	value    TOKEN    TOKEN value    [optional]    <group>    one | another    value [value ...]
func (cmd *command) arguments() []argument {
	p := syntaxParser{cmd: cmd, words: syntaxWords(cmd.syntax)}
	return p.sequence()
}

// syntaxWords splits a syntax into words and brackets.
func syntaxWords(syntax string) []string {
	for _, bracket := range []string{"[", "]", "<", ">"} {
		syntax = strings.ReplaceAll(syntax, bracket, " "+bracket+" ")
	}
	return strings.Fields(syntax)
}

// A syntaxParser reads the syntax of cmd from left to right. The syntax is the
// table's own and well-formed.
type syntaxParser struct {
	cmd   *command
	words []string // still to come
	keys  int      // keys so far
}

func (p *syntaxParser) peek() string {
	if len(p.words) == 0 {
		return ""
	}
	return p.words[0]
}

func (p *syntaxParser) next() string {
	word := p.peek()
	p.words = p.words[1:]
	return word
}

// sequence parses what stands side by side, up to a '|', a closing bracket or the end.
func (p *syntaxParser) sequence() (list []argument) {
	for {
		switch word := p.peek(); {
		case word == "" || word == "|" || word == "]" || word == ">":
			return list
		case word == "[" && p.isRepetition():
			list = []argument{grouped("block", list)}
			list[0].multiple = true
		case word == "[":
			a := p.group()
			a.optional = true
			list = append(list, a)
		case word == "<":
			list = append(list, p.group())
		case word == strings.ToUpper(word):
			list = append(list, p.tokenAndValues())
		default:
			list = append(list, p.value())
		}
	}
}

// isRepetition consumes the bracket that repeats what stands before it, if that is
// what follows. It ends with three dots.
func (p *syntaxParser) isRepetition() bool {
	end := slices.Index(p.words, "]")
	if end < 1 || p.words[end-1] != "..." || slices.Contains(p.words[1:end], "[") {
		return false
	}
	p.words = p.words[end+1:]
	return true
}

// group parses alternatives in brackets.
func (p *syntaxParser) group() argument {
	p.next()
	var alternatives []argument
	for {
		alternatives = append(alternatives, grouped("block", p.sequence()))
		if p.next() != "|" {
			return grouped("oneof", alternatives)
		}
	}
}

// grouped makes one argument of several. A single one stays what it is.
func grouped(kind string, parts []argument) argument {
	if len(parts) == 1 {
		return parts[0]
	}
	var names []string
	for _, part := range parts {
		names = append(names, part.name)
	}
	return argument{name: strings.Join(names, "_"), kind: kind, key: -1, parts: parts}
}

// tokenAndValues parses a token and the values that belong to it: those up to the
// next token or bracket, or a group in angle brackets.
func (p *syntaxParser) tokenAndValues() argument {
	token := p.next()
	var values []argument
	switch word := p.peek(); {
	case word == "<":
		values = []argument{p.group()}
	default:
		for isValue(p.peek()) {
			values = append(values, p.value())
		}
	}
	if len(values) == 0 {
		return argument{name: strings.ToLower(token), kind: "pure-token", token: token, key: -1}
	}
	a := grouped("block", values)
	a.token = token
	return a
}

func isValue(word string) bool {
	return word != "" && !strings.Contains("[]<>|", word) && word != strings.ToUpper(word)
}

// value parses the name of a value.
func (p *syntaxParser) value() argument {
	a := argument{name: p.next(), key: -1}
	a.kind = typeOfValue(a.name, p.cmd)
	if a.kind == "key" {
		a.key = min(p.keys, len(p.cmd.keys)-1)
		p.keys++
	}
	return a
}

// typeOfValue tells the type of a value by its name.
func typeOfValue(name string, cmd *command) string {
	switch name {
	case "key", "newkey", "source", "destination":
		if len(cmd.keys) > 0 {
			return "key"
		}
	case "increment":
		if cmd.name == "incrbyfloat" {
			return "double"
		}
		return "integer"
	case "client-id", "count", "cursor", "decrement", "destination-db", "end", "index", "milliseconds", "offset",
		"protover", "seconds", "start":
		return "integer"
	case "unix-time-seconds", "unix-time-milliseconds":
		return "unix-time"
	case "pattern":
		return "pattern"
	}
	return "string"
}
