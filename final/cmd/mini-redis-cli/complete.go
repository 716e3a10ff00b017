package main

import (
	"slices"
	"strings"

	"mini-redis/final/resp"
)

// complete returns line with its last word completed as far as the names of commands
// leave no choice, and the words that are left to choose from. A name that is
// complete gets a space behind it. Only names are completed, not arguments, but for the
// topics of help.
func complete(docs []commandDoc, line string) (completed string, choices []string) {
	if help, topic, ok := strings.Cut(line, " "); ok && strings.EqualFold(help, "help") {
		completed, choices = complete(helpTopics(docs), topic)
		return help + " " + completed, choices
	}
	words := strings.Split(strings.TrimLeft(line, " "), " ")
	last := words[len(words)-1]
	lead := strings.TrimSuffix(line, last)
	for _, d := range docs {
		if word, ok := nextWord(d.name, words); ok && !slices.Contains(choices, word) {
			choices = append(choices, word)
		}
	}
	switch len(choices) {
	case 0:
		return line, nil
	case 1:
		return lead + likeTyped(choices[0], last) + " ", nil
	}
	prefix := choices[0]
	for _, choice := range choices {
		for !strings.HasPrefix(choice, prefix) {
			prefix = prefix[:len(prefix)-1]
		}
	}
	return lead + likeTyped(prefix, last), choices
}

// nextWord returns the word of a command's name that the last of words is the
// beginning of, if all before it are the words before.
func nextWord(name string, words []string) (string, bool) {
	parts := strings.Split(name, " ")
	if len(parts) < len(words) {
		return "", false
	}
	for i, word := range words {
		if i < len(words)-1 && !strings.EqualFold(parts[i], word) {
			return "", false
		}
	}
	word := parts[len(words)-1]
	return word, strings.HasPrefix(word, strings.ToUpper(words[len(words)-1]))
}

// likeTyped writes word in small letters if the part of it that was typed is.
func likeTyped(word, typed string) string {
	if typed != "" && typed == strings.ToLower(typed) && typed != strings.ToUpper(typed) {
		return strings.ToLower(word)
	}
	return word
}

// hint returns the arguments that are still to come behind line, "" if the command
// is not known. Optional ones stay, as they may come in any order.
func hint(docs []commandDoc, line string) string {
	args, ok := resp.SplitInline(line)
	if !ok {
		return ""
	}
	doc, named := findDoc(docs, args)
	if named == 0 {
		return ""
	}
	rest := doc.arguments
	for range len(args) - named {
		if strings.HasPrefix(rest, "[") {
			break
		}
		_, rest, _ = strings.Cut(rest, " ")
	}
	if rest != "" && !strings.HasSuffix(line, " ") {
		rest = " " + rest
	}
	return rest
}

// findDoc returns the command with the longest name that args begin with, and how
// many words that has, 0 if there is none.
func findDoc(docs []commandDoc, args []string) (found commandDoc, named int) {
	for _, d := range docs {
		words := strings.Split(d.name, " ")
		if len(words) > named && len(words) <= len(args) &&
			strings.EqualFold(d.name, strings.Join(args[:len(words)], " ")) {
			found, named = d, len(words)
		}
	}
	return found, named
}
