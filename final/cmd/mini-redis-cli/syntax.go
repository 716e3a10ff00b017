package main

import (
	"slices"
	"strings"

	"mini-redis/final/resp"
)

// joinSyntax writes the arguments of a command the way manuals do, such as
// "key value [NX|XX]". all is the field "arguments" of COMMAND DOCS.
func joinSyntax(all []resp.Reply, separator string) string {
	var parts []string
	for _, argument := range all {
		parts = append(parts, argumentSyntax(argument))
	}
	return strings.Join(parts, separator)
}

// longestSyntax is how long the text of an argument may be, in bytes. The longest of
// Redis 7.0 has about 250. What may be repeated is written twice, so that arguments
// inside one another could take any memory.
const longestSyntax = 1000

// argumentSyntax writes one argument: its token, then its name or what it consists
// of, then the sign that it may be repeated; all of it in brackets if it is optional.
// Of one that is too long it writes "...".
func argumentSyntax(argument resp.Reply) string {
	var name, kind, token string
	var hasToken bool
	var flags []string
	var parts []resp.Reply
	for key, value := range pairs(argument) {
		switch key.Str {
		case "name":
			name = value.Str
		case "type":
			kind = value.Str
		case "token":
			token, hasToken = value.Str, true
		case "arguments":
			parts = value.Array
		case "flags":
			for _, flag := range value.Array {
				flags = append(flags, flag.Str)
			}
		}
	}
	if hasToken && token == "" {
		token = `""`
	}
	body := name
	switch kind {
	case "oneof":
		body = joinSyntax(parts, "|")
	case "block":
		body = joinSyntax(parts, " ")
	case "pure-token":
		body = ""
	}
	if hasToken && body != "" {
		token += " "
	}
	text := token + body
	if slices.Contains(flags, "multiple") {
		again := body
		if slices.Contains(flags, "multiple_token") {
			again = token + body
		}
		text += " [" + again + " ...]"
	}
	if slices.Contains(flags, "optional") {
		text = "[" + text + "]"
	}
	if len(text) > longestSyntax {
		return "..."
	}
	return text
}
