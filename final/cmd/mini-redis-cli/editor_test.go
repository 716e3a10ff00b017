package main

import (
	"io"
	"strings"
	"testing"
)

// documented is a reply to COMMAND DOCS.
const documented = "*4\r\n" +
	"$3\r\nset\r\n*2\r\n$9\r\narguments\r\n*2\r\n*4\r\n$4\r\nname\r\n$3\r\nkey\r\n$4\r\ntype\r\n$3\r\nkey\r\n*4\r\n$4\r\nname\r\n$5\r\nvalue\r\n$4\r\ntype\r\n$6\r\nstring\r\n" +
	"$6\r\nselect\r\n*6\r\n$7\r\nsummary\r\n$6\r\nSelect\r\n$5\r\nsince\r\n$5\r\n1.0.0\r\n$5\r\ngroup\r\n$10\r\nconnection\r\n"

func TestTabCompletes(t *testing.T) {
	flags := documenting(t, documented)
	p := sit(t, plain(t), flags...)
	p.see("> ")
	p.press("sel\t")
	p.see("select ")
	p.press("\x15se\t") // Ctrl-U clears the line
	p.see("SELECT  SET\r\n")
	p.press("t\t")
	p.see("set ")
	p.press("\t")
	p.see("key value\r\n") // the arguments, above the line
	p.press("\x15help select\r")
	p.see("SELECT \n  summary: Select\n  since: 1.0.0\n  group: connection\n")
	p.press("help \t")
	p.see("SELECT  SET  @CONNECTION\r\n")
	p.press("@\t")
	p.see("help @CONNECTION ")
	p.leave("\x15\x03")
}

// A hint stands behind the cursor and is gone before the next key shows.
func TestHintFollowsTheLine(t *testing.T) {
	flags := documenting(t, documented)
	p := sit(t, map[string]string{"MINI_REDIS_CLI_HISTORY": "off"}, flags...)
	p.see("> ")
	p.press("set")
	p.see("t\x1b[90m key value\x1b[0m\x1b[10D")
	p.press(" ")
	p.see("\x1b[J \x1b[90mkey value\x1b[0m\x1b[9D")
	p.press("k v")
	p.see("\x1b[J \x1b[90mvalue\x1b[0m\x1b[5D")
	p.press("\r")
	if between := p.see("\r\nOK\n"); strings.Contains(between, "value") {
		t.Errorf("the hint is still there: %q", between)
	}
	p.leave("\x03")
}

// A server that tells nothing to strangers is asked again once the person is none.
func TestHintsComeWithThePassword(t *testing.T) {
	authenticated := false
	flags := answeringWith(t, func(args []string) (string, bool) {
		switch {
		case args[0] == "AUTH":
			authenticated = true
		case args[0] == "COMMAND" && !authenticated:
			return "-NOAUTH Authentication required.\r\n", true
		case args[0] == "COMMAND":
			return documented, true
		}
		return "+OK\r\n", true
	})
	p := sit(t, plain(t), flags...)
	p.see("> ")
	p.press("sel\t\x15AUTH secret\r")
	p.see("OK\n")
	p.press("sel\t")
	p.see("select ")
	p.leave("\x15\x04")
}

// The server is asked once, and only when somebody edits a line.
func TestDocumentationIsAskedForOnce(t *testing.T) {
	asked := 0
	flags := answeringWith(t, func(args []string) (string, bool) {
		if args[0] == "COMMAND" {
			asked++
			return documented, true
		}
		return "+OK\r\n", true
	})
	if code, stdout, _ := cliWithInput("SET k v\n", flags); code != 0 || stdout != "OK\n" || asked != 0 {
		t.Errorf("piped: exit code %d, output %q, asked %d times, want none", code, stdout, asked)
	}
	p := sit(t, map[string]string{"MINI_REDIS_CLI_HISTORY": "off"}, flags...)
	p.see("> ")
	p.press("SET k v\rsel\t\r")
	p.see("OK\n")
	p.see("OK\n")
	p.leave("\x04")
	if asked != 1 {
		t.Errorf("at the prompt: asked %d times, want once", asked)
	}
}

// Where the server has no documentation there are no hints, and no complaints.
func TestNoHintsFromAnOldServer(t *testing.T) {
	flags := documenting(t, "-ERR unknown subcommand\r\n")
	p := sit(t, map[string]string{"MINI_REDIS_CLI_HISTORY": "off"}, flags...)
	p.see("> ")
	p.press("set k v\tx\r")
	if between := p.see("\r\nOK\n"); between != "set k vx" {
		t.Errorf("the screen shows %q, want only what was typed", between)
	}
	p.leave("\x03")
}

// A hint is cut where the row ends, and left out where no room is.
func TestHintStaysInItsRow(t *testing.T) {
	for _, tt := range []struct {
		used int
		want string
	}{{10, "0123456789"}, {29, "0123456789"}, {30, "012345678"}, {38, "0"}, {39, ""}, {40, "0123456789"}} {
		s := &screen{}
		s.suggest("0123456789", strings.Repeat("ä", tt.used), 40)
		if s.hint != tt.want {
			t.Errorf("behind %d of 40 columns: %q, want %q", tt.used, s.hint, tt.want)
		}
	}
}

// No hint stands where the width of the characters is not sure.
func TestHintNeedsNarrowCharacters(t *testing.T) {
	for _, tt := range []struct {
		text, hint string
		want       string
	}{
		{"grüße", "äöü", "äöü"},
		{"世界", "key", ""},
		{"e\u0301", "key", ""},
		{"SET", "\U0001f511", ""},
	} {
		s := &screen{hint: "of before"}
		s.suggest(tt.hint, tt.text, 40)
		if s.hint != tt.want {
			t.Errorf("behind %q: %q, want %q", tt.text, s.hint, tt.want)
		}
	}
}

// A hint that would land on another row than the line's is not drawn.
func TestHintIsNotDrawnBehindALineBreak(t *testing.T) {
	var b strings.Builder
	s := &screen{ReadWriter: struct {
		io.Reader
		io.Writer
	}{strings.NewReader(""), &b}}
	s.suggest("hint", "", 80)
	s.Write([]byte("x\r\n"))
	s.Write([]byte("y"))
	if b.String() != "x\r\ny" {
		t.Errorf("drew %q", b.String())
	}
}
