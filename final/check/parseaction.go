package check

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// parseLine reads a line of a conversation.
func parseLine(text string) (l line, err error) {
	head, rest, _ := strings.Cut(text, " ")
	rest = strings.TrimLeft(rest, " ")
	if clients, ok := strings.CutSuffix(head, ">"); ok {
		if l.client, l.last, ok = parseClients(clients); ok {
			l.action, err = parseSend(rest)
			return l, err
		}
	}
	if clients, ok := strings.CutSuffix(head, "<"); ok {
		if l.client, l.last, ok = parseClients(clients); ok {
			l.action, err = parseExpect(rest)
			return l, err
		}
	}
	switch head {
	case "connect", "close", "end", "refused":
		var ok bool
		if l.client, l.last, ok = parseClients(rest); !ok || rest == "" {
			return l, fmt.Errorf("after %s comes a client, a to z, or several, such as c-f", head)
		}
		l.action = byClient(head)
		return l, nil
	case "wait", "runs":
		d, err := parseDuration(rest)
		l.action = pause{d}
		if head == "runs" {
			l.action = runs{d}
		}
		return l, err
	case "stop", "exits":
		if rest != "" {
			return l, fmt.Errorf("nothing comes after %s", head)
		}
		l.action = stop{}
		if head == "exits" {
			l.action = exits{}
		}
		return l, nil
	}
	return l, fmt.Errorf("a line can't begin with %s: there are # ! @ ; > < wait connect close end refused stop runs exits", quote(head))
}

// parseClients reads a client such as b, or the first and the last of several, such
// as c-f. Nothing stands for client a.
func parseClients(s string) (first, last byte, ok bool) {
	switch {
	case s == "":
		return 'a', 'a', true
	case len(s) == 1:
		first, last = s[0], s[0]
	case len(s) == 3 && s[1] == '-' && s[0] < s[2]:
		first, last = s[0], s[2]
	}
	return first, last, 'a' <= first && last <= 'z'
}

func byClient(name string) action {
	switch name {
	case "connect":
		return dial{}
	case "close":
		return closeConn{}
	case "end":
		return endSending{}
	}
	return refused{}
}

// cutTimes takes "1000 times " off s.
func cutTimes(s string) (n int, rest string, err error) {
	head, rest, _ := strings.Cut(s, " ")
	if !isNumber(head) {
		return 1, s, nil
	}
	n, err = strconv.Atoi(head)
	after, ok := strings.CutPrefix(strings.TrimLeft(rest, " "), "times ")
	switch {
	case !ok:
		return 0, "", fmt.Errorf("after the number %s comes the word times", head)
	case err != nil || n < 2 || n > maxTimes:
		return 0, "", fmt.Errorf("a line may be repeated 2 to %d times", maxTimes)
	}
	return n, strings.TrimLeft(after, " "), nil
}

func parseSend(s string) (action, error) {
	s, meanwhile := strings.CutPrefix(s, "meanwhile ")
	n, s, err := cutTimes(strings.TrimLeft(s, " "))
	if err != nil {
		return nil, err
	}
	if s == "" {
		return nil, errors.New("what is to be sent is missing")
	}
	words, err := cutWords(strings.TrimPrefix(s, "raw "))
	if err != nil {
		return nil, err
	}
	size := 0
	for _, w := range words {
		size += len(w.text) * w.times
	}
	if n*size > maxText {
		return nil, fmt.Errorf("more than %d bytes are too much for one line", maxText)
	}
	if strings.HasPrefix(s, "raw ") {
		return sendRaw{n, words, meanwhile}, wantStrings(s)
	}
	if s == "raw" {
		return nil, wantStrings(s)
	}
	return send{n, words, meanwhile}, nil
}

// wantStrings tells what is wrong with raw followed by anything but strings in
// quotes.
func wantStrings(s string) error {
	for rest := strings.TrimLeft(s[len("raw"):], " "); ; {
		if !strings.HasPrefix(rest, `"`) {
			return errors.New(`after raw come strings in quotes, such as "PING\r\n"`)
		}
		_, after, err := cutWord(rest)
		if rest = strings.TrimLeft(after, " "); err != nil || rest == "" {
			return err
		}
	}
}

func parseExpect(s string) (action, error) {
	name, rest, _ := strings.Cut(s, " ")
	rest = strings.TrimLeft(rest, " ")
	switch {
	case s == "closed" || s == "closed cleanly":
		return expectClosed{s != "closed"}, nil
	case name == "nothing":
		d, err := parseDuration(rest)
		return expectNothing{d}, err
	case name == "raw":
		if err := wantStrings(s); err != nil {
			return nil, err
		}
		pieces, err := cutWords(rest)
		return expectRaw{pieces}, err
	case name == "eventually":
		p, err := onePattern(rest)
		return expectEventually{p}, err
	case name == "any-order":
		return parseAnyOrder(rest)
	case name == "many":
		p, err := onePattern(rest)
		return expectMany{p}, err
	}
	n, s, err := cutTimes(s)
	if err != nil {
		return nil, err
	}
	p, err := onePattern(s)
	return expectReply{n, p}, err
}

// onePattern reads a reply to the end of the line.
func onePattern(s string) (pattern, error) {
	p, rest, err := cutPattern(s, true)
	if err == nil && rest != "" {
		err = fmt.Errorf("one line has one reply, and %s is left over", strings.TrimSpace(rest))
	}
	return p, err
}

func parseAnyOrder(s string) (action, error) {
	all, rest, err := cutArray("[ " + s + " ]")
	switch {
	case err != nil:
		return nil, err
	case rest != "" || len(all.items) < 2 || all.anyOrder:
		return nil, errors.New("after any-order come two or more replies")
	}
	return expectAnyOrder{all.items}, nil
}
