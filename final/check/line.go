package check

import (
	"fmt"
	"strings"
	"time"

	"mini-redis/final/resp"
)

// A line is one thing that happens in a case.
type line struct {
	number int  // in its file
	client byte // 'a' to 'c', or 0 if the line is about the server
	action action
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
		return sign(l.client, '>') + l.action.String()
	}
	switch {
	case isExpectation(l.action):
		return sign(l.client, '<') + l.action.String()
	case l.client == 0:
		return l.action.String()
	}
	return fmt.Sprintf("%s %c", l.action, l.client)
}

// isExpectation tells whether a client reads in a line.
func isExpectation(a action) bool {
	switch a.(type) {
	case expectReply, expectAnyOrder, expectEventually, expectRaw, expectClosed, expectNothing:
		return true
	}
	return false
}

// sign begins the lines of a client.
func sign(client, direction byte) string {
	if client == 'a' {
		return string(direction) + " "
	}
	return string([]byte{client, direction, ' '})
}

// What a client sends.
type (
	// send is a command, as an array of bulk strings, so many times in one piece.
	send struct {
		times int
		words []word
	}
	// sendRaw is bytes as they are.
	sendRaw struct {
		times  int
		pieces []word
	}
)

// What a client expects.
type (
	// expectReply wants so many replies, one after the other.
	expectReply struct {
		times int
		reply pattern
	}
	// expectAnyOrder wants these replies, whichever comes first.
	expectAnyOrder struct{ replies []pattern }
	// expectEventually repeats the client's last command until this is the reply.
	expectEventually struct{ reply pattern }
	// expectRaw wants these bytes, whatever they mean.
	expectRaw struct{ pieces []word }
	// expectClosed wants the server to end the connection, and send nothing before.
	expectClosed struct{}
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
	return times(a.times) + strings.Join(words, " ")
}

// isKeyword tells whether a word at the beginning of what is sent isn't a
// command's name.
func isKeyword(s string) bool { return s == "raw" || isNumber(s) }

func isNumber(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

func times(n int) string {
	if n == 1 {
		return ""
	}
	return fmt.Sprintf("%d times ", n)
}

func quotedPieces(pieces []word) string {
	words := make([]string, len(pieces))
	for i, w := range pieces {
		words[i] = w.quoted()
	}
	return "raw " + strings.Join(words, " ")
}

func (a sendRaw) String() string          { return times(a.times) + quotedPieces(a.pieces) }
func (a expectReply) String() string      { return times(a.times) + a.reply.String() }
func (a expectEventually) String() string { return "eventually " + a.reply.String() }
func (a expectRaw) String() string        { return quotedPieces(a.pieces) }
func (a expectClosed) String() string     { return "closed" }
func (a expectNothing) String() string    { return "nothing " + formatDuration(a.wait) }
func (a pause) String() string            { return "wait " + formatDuration(a.wait) }
func (a dial) String() string             { return "connect" }
func (a closeConn) String() string        { return "close" }
func (a endSending) String() string       { return "end" }
func (a refused) String() string          { return "refused" }
func (a stop) String() string             { return "stop" }
func (a runs) String() string             { return "runs " + formatDuration(a.wait) }
func (a exits) String() string            { return "exits" }

func (a expectAnyOrder) String() string {
	words := []string{"any-order"}
	for _, p := range a.replies {
		words = append(words, p.String())
	}
	return strings.Join(words, " ")
}

func formatDuration(d time.Duration) string { return fmt.Sprintf("%dms", d.Milliseconds()) }

// bytes returns the command once, in a run with that suffix.
func (a send) bytes(suffix string) []byte {
	args := make([]string, len(a.words))
	for i, w := range a.words {
		args[i] = w.bytes(suffix)
	}
	return resp.AppendCommand(nil, args...)
}
