package check

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// parseAction reads a line of a conversation.
func parseAction(text string) (client byte, a action, err error) {
	head, rest, _ := strings.Cut(text, " ")
	rest = strings.TrimLeft(rest, " ")
	switch head {
	case ">", "a>", "b>", "c>":
		a, err = parseSend(rest)
		return clientOf(head), a, err
	case "<", "a<", "b<", "c<":
		a, err = parseExpect(rest)
		return clientOf(head), a, err
	case "connect", "close", "end", "refused":
		if rest != "a" && rest != "b" && rest != "c" {
			return 0, nil, fmt.Errorf("after %s comes a client: a, b or c", head)
		}
		return rest[0], byClient(head), nil
	case "wait", "runs":
		d, err := parseDuration(rest)
		if head == "wait" {
			return 0, pause{d}, err
		}
		return 0, runs{d}, err
	case "stop", "exits":
		if rest != "" {
			return 0, nil, fmt.Errorf("nothing comes after %s", head)
		}
		if head == "stop" {
			return 0, stop{}, nil
		}
		return 0, exits{}, nil
	}
	return 0, nil, fmt.Errorf("a line can't begin with %s: there are # ! @ ; > < wait connect close end refused stop runs exits", quote(head))
}

// clientOf reads the client of "b>". A sign alone is client a's.
func clientOf(head string) byte {
	if len(head) == 1 {
		return 'a'
	}
	return head[0]
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
	n, s, err := cutTimes(s)
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
		return sendRaw{n, words}, wantStrings(s)
	}
	if s == "raw" {
		return nil, wantStrings(s)
	}
	return send{n, words}, nil
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
	case s == "closed":
		return expectClosed{}, nil
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
