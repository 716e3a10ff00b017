package check

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"mini-redis/final/resp"
)

// A line is one thing that happens in a case.
type line struct {
	number int  // in its file
	client byte // 'a' to 'z', or 0 if the line is about the server
	last   byte // the last client of several, which begin with client
	action action
	causes []cause
}

// A cause is what is probably wrong if a line fails in some way.
type cause struct {
	way  way
	text string
}

// A way is how a line may fail, as it is written in front of a cause.
type way string

const (
	anyWay way = ""        // in one of these
	silent way = "silence" // nothing came in time
	part   way = "part"    // what was due began to come, and didn't end in time
	closed way = "closed"  // the server ended the connection, or itself
	other  way = "other"   // something else came
	more   way = "more"    // something came where nothing was due any more
)

// causeOf returns the cause of a failure in that way, "" for none.
func (l line) causeOf(w way) string {
	for _, c := range l.causes {
		if c.way == w || c.way == anyWay {
			return c.text
		}
	}
	return ""
}

// String returns c as it is written.
func (c cause) String() string {
	if c.way == anyWay {
		return "? " + c.text
	}
	return fmt.Sprintf("? %s: %s", c.way, c.text)
}

// An action is what happens. Its String is how it is written, play in play.go
// makes it happen.
type action interface {
	String() string
	play(c *conversation, client byte) *failure
}

// String returns the line as it is written.
func (l line) String() string {
	switch l.action.(type) {
	case send, sendRaw:
		return l.sign() + "> " + l.action.String()
	}
	switch {
	case isExpectation(l.action):
		return l.sign() + "< " + l.action.String()
	case l.client == 0:
		return l.action.String()
	}
	return fmt.Sprintf("%s %s", l.action, l.clients())
}

// isExpectation tells whether a client reads in a line.
func isExpectation(a action) bool {
	switch a.(type) {
	case expectReply, expectMany, expectAnyOrder, expectEventually, expectRaw, expectClosed, expectNothing:
		return true
	}
	return false
}

// involves tells whether client is one of those that the line is about.
func (l line) involves(client byte) bool { return l.client <= client && client <= l.last }

// sign names the clients in front of > or <, where a is left out.
func (l line) sign() string {
	if l.client == 'a' && l.last == 'a' {
		return ""
	}
	return l.clients()
}

// clients returns b, or of several c-f.
func (l line) clients() string {
	if l.client == l.last {
		return string(rune(l.client))
	}
	return fmt.Sprintf("%c-%c", l.client, l.last)
}

// What a client sends.
type (
	// send is a command, as an array of bulk strings, repeated times times in one piece; if
	// meanwhile is set, the case goes on while it is sent.
	send struct {
		times     int
		words     []word
		meanwhile bool
	}
	// sendRaw is bytes as they are.
	sendRaw struct {
		times     int
		pieces    []word
		meanwhile bool
	}
)

// What a client expects.
type (
	// expectReply wants a number of replies, one after the other.
	expectReply struct {
		times int
		reply pattern
	}
	// expectMany wants any number of such replies, up to one that is another.
	expectMany struct{ reply pattern }
	// expectAnyOrder wants these replies, whichever comes first.
	expectAnyOrder struct{ replies []pattern }
	// expectEventually repeats the client's last command until this is the reply.
	expectEventually struct{ reply pattern }
	// expectRaw wants these bytes, whatever they mean.
	expectRaw struct{ pieces []word }
	// expectClosed wants the server to end the connection, and send nothing before. A reset
	// is such an end, unless it is to be clean.
	expectClosed struct{ clean bool }
	// expectNothing wants the connection open and silent for so long.
	expectNothing struct{ wait time.Duration }
)

// What else may happen.
type (
	pause      struct{ wait time.Duration } // time passes
	dial       struct{}                     // the client connects, and sends nothing yet
	closeConn  struct{}                     // the client closes its connection
	endSending struct{}                     // the client closes its half of it
	refused    struct{}                     // the client tries to connect, in vain
	stop       struct{}                     // the server gets SIGTERM
	runs       struct{ wait time.Duration } // the server still runs after so long
	exits      struct{}                     // the server ends, with status 0
)

func (a send) String() string {
	words := make([]string, len(a.words))
	for i, w := range a.words {
		words[i] = w.String()
	}
	if isKeyword(words[0]) {
		words[0] = a.words[0].quoted()
	}
	return meanwhile(a.meanwhile) + times(a.times) + strings.Join(words, " ")
}

// isKeyword tells whether a word at the beginning of what is sent isn't a
// command's name.
func isKeyword(s string) bool { return s == "raw" || s == "meanwhile" || isNumber(s) }

func isNumber(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

func times(n int) string {
	if n == 1 {
		return ""
	}
	return fmt.Sprintf("%d times ", n)
}

func meanwhile(is bool) string {
	if is {
		return "meanwhile "
	}
	return ""
}

func quotedPieces(pieces []word) string {
	words := make([]string, len(pieces))
	for i, w := range pieces {
		words[i] = w.quoted()
	}
	return "raw " + strings.Join(words, " ")
}

func (a sendRaw) String() string {
	return meanwhile(a.meanwhile) + times(a.times) + quotedPieces(a.pieces)
}
func (a expectReply) String() string      { return times(a.times) + a.reply.String() }
func (a expectMany) String() string       { return "many " + a.reply.String() }
func (a expectEventually) String() string { return "eventually " + a.reply.String() }
func (a expectRaw) String() string        { return quotedPieces(a.pieces) }
func (a expectNothing) String() string    { return "nothing " + formatDuration(a.wait) }
func (a pause) String() string            { return "wait " + formatDuration(a.wait) }
func (a dial) String() string             { return "connect" }
func (a closeConn) String() string        { return "close" }
func (a endSending) String() string       { return "end" }
func (a refused) String() string          { return "refused" }
func (a stop) String() string             { return "stop" }
func (a runs) String() string             { return "runs " + formatDuration(a.wait) }
func (a exits) String() string            { return "exits" }

func (a expectClosed) String() string {
	if a.clean {
		return "closed cleanly"
	}
	return "closed"
}

func (a expectAnyOrder) String() string {
	words := []string{"any-order"}
	for _, p := range a.replies {
		words = append(words, p.String())
	}
	return strings.Join(words, " ")
}

func formatDuration(d time.Duration) string { return fmt.Sprintf("%dms", d.Milliseconds()) }

// bytes returns the command once, the first time, in a run with that suffix.
func (a send) bytes(suffix string) []byte { return a.appendTo(nil, 1, suffix) }

// appendTo appends the command as it is sent the nth time.
func (a send) appendTo(b []byte, n int, suffix string) []byte {
	args := make([]string, len(a.words))
	for i, w := range a.words {
		args[i] = w.numbered(n).bytes(suffix)
	}
	return resp.AppendCommand(b, args...)
}

// bytes returns the bytes once, the first time, in a run with that suffix.
func (a sendRaw) bytes(suffix string) []byte { return a.appendTo(nil, 1, suffix) }

func (a sendRaw) appendTo(b []byte, n int, suffix string) []byte {
	for _, piece := range a.pieces {
		b = append(b, piece.numbered(n).bytes(suffix)...)
	}
	return b
}

// isCounted tells whether some word has a counter, so that each time is another one.
func isCounted(words []word) bool {
	return slices.ContainsFunc(words, func(w word) bool { return strings.Contains(w.text, counter) })
}
