package check

import (
	"fmt"
	"strings"
)

// An Explanation is one line of a case for a reader who doesn't know the format.
type Explanation struct {
	Line  string // as it stands in the spec file
	Bytes string // what is sent or expected, escaped and shortened; "" if the line is about no bytes
	Words string // what happens, in words
}

// ExampleSuffix is what a tilde stands for in an Explanation. In a run it is
// another suffix of this length.
const ExampleSuffix = "-00000000"

// Explain returns the lines of the case, explained.
func (c Case) Explain() []Explanation {
	list := make([]Explanation, len(c.lines))
	for i, l := range c.lines {
		words, bytes := l.explain()
		list[i] = Explanation{Line: l.String(), Words: words}
		if bytes != nil {
			list[i].Bytes = quoteShort(string(bytes))
		}
	}
	return list
}

// explain returns in words what the line is about, and its bytes if it is clear
// which these are.
func (l line) explain() (words string, bytes []byte) {
	client := fmt.Sprintf("client %c", l.client)
	if l.client != l.last {
		client = fmt.Sprintf("each of the clients %c to %c", l.client, l.last)
	}
	switch a := l.action.(type) {
	case send:
		return fmt.Sprintf("%s sends %s%s%s", client, meanwhile(a.meanwhile), times(a.times), nameCommand(a)), a.bytes(ExampleSuffix)
	case sendRaw:
		return fmt.Sprintf("%s sends %s%sthese bytes", client, meanwhile(a.meanwhile), times(a.times)), a.bytes(ExampleSuffix)
	case expectReply:
		return fmt.Sprintf("%s gets %s%s", client, times(a.times), a.reply.words()), a.reply.numbered(1).example()
	case expectMany:
		return fmt.Sprintf("%s gets any number of times %s", client, a.reply.words()), a.reply.example()
	case expectAnyOrder:
		return fmt.Sprintf("%s gets, in any order, %s", client, wordsOf(a.replies)), nil
	case expectEventually:
		return fmt.Sprintf("%s repeats its command until it gets %s", client, a.reply.words()), a.reply.example()
	case expectRaw:
		return fmt.Sprintf("%s gets these bytes", client), []byte(joinPieces(a.pieces, ExampleSuffix))
	case expectClosed:
		if a.clean {
			return fmt.Sprintf("the server ends the connection of %s, without a reset", client), nil
		}
		return fmt.Sprintf("the server ends the connection of %s", client), nil
	case expectNothing:
		return fmt.Sprintf("%s gets nothing for %v, on an open connection", client, a.wait), nil
	case pause:
		return fmt.Sprintf("%v pass", a.wait), nil
	case dial:
		return fmt.Sprintf("%s connects, and sends nothing yet", client), nil
	case closeConn:
		return fmt.Sprintf("%s closes its connection", client), nil
	case endSending:
		return fmt.Sprintf("%s ends its half of the connection, and still listens", client), nil
	case refused:
		return fmt.Sprintf("%s can't connect any more", client), nil
	case stop:
		return "the server gets SIGTERM", nil
	case runs:
		return fmt.Sprintf("the server still runs after %v", a.wait), nil
	case exits:
		return "the server ends, with status 0", nil
	case loadAction:
		return a.words, nil
	}
	return "", nil
}

func nameCommand(a send) string {
	if len(a.words) == 1 {
		return "a command of one word: an array of one bulk string"
	}
	return fmt.Sprintf("a command of %d words: an array of %d bulk strings", len(a.words), len(a.words))
}

// words names a reply.
func (p pattern) words() string {
	switch {
	case p.kind == errorKind && p.prefix && p.text != "":
		return "an error that begins like this"
	case p.kind == anyKind:
		return "any one reply"
	case p.kind == integerKind && p.low != p.high:
		return fmt.Sprintf("an integer from %d to %d", p.low, p.high)
	case p.kind == bulkKind:
		return fmt.Sprintf("a bulk string of %s", count(len(p.bulk.bytes(ExampleSuffix)), "byte"))
	case p.kind == eitherKind:
		return "one of these: " + wordsOf(p.items)
	case p.kind == arrayKind && len(p.items) == 0:
		return "an empty array"
	case p.kind == arrayKind && p.anyOrder:
		return fmt.Sprintf("an array of %s in any order: %s", count(len(p.items), "element"), wordsOf(p.items))
	case p.kind == arrayKind:
		return fmt.Sprintf("an array of %s: %s", count(len(p.items), "element"), wordsOf(p.items))
	}
	return article(p.kind)
}

func wordsOf(patterns []pattern) string {
	words := make([]string, len(patterns))
	for i, p := range patterns {
		words[i] = p.words()
	}
	return strings.Join(words, ", ")
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// example returns the bytes of a reply, nil if several would do.
func (p pattern) example() []byte {
	switch {
	case p.literal():
		return p.appendTo(nil, ExampleSuffix)
	case p.prefix:
		return fmt.Appendf(nil, "%c%s", p.kind, p.text)
	}
	return nil
}
