package main

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"golang.org/x/term"
	"pgregory.net/rapid"

	"mini-redis/final/internal/terminal"
)

// A grid is a terminal: rows of characters and a cursor. It understands what a screen and
// a term.Terminal write, and nobody gets to the end of its rows.
type grid struct {
	width  int
	wraps  bool // when the width changes, rows are wrapped anew; if not, they are cut
	rows   []gridRow
	x, y   int // x is width behind a character in the last column
	typing []any
	left   string // of the keys
}

type gridRow struct {
	cells []rune // 0 for the second half of a wide character
	soft  bool   // goes on in the next row, without a line break
}

// Read returns the keys in typing, and calls the functions there when all keys before have
// been dealt with.
func (g *grid) Read(p []byte) (int, error) {
	for g.left == "" {
		if len(g.typing) == 0 {
			return 0, io.EOF
		}
		next := g.typing[0]
		g.typing = g.typing[1:]
		switch next := next.(type) {
		case string:
			g.left = next
		case func():
			next()
		}
	}
	n := copy(p, g.left)
	g.left = g.left[n:]
	return n, nil
}

func (g *grid) row() *gridRow {
	for len(g.rows) <= g.y {
		g.rows = append(g.rows, gridRow{})
	}
	return &g.rows[g.y]
}

func (g *grid) Write(p []byte) (int, error) {
	text := []rune(string(p))
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '\r':
			g.x = 0
		case '\n':
			g.y++
		case '\x1b':
			n := 0
			for i += 2; '0' <= text[i] && text[i] <= '9'; i++ {
				n = n*10 + int(text[i]-'0')
			}
			g.escape(text[i], n)
		default:
			g.print(c)
		}
	}
	return len(p), nil
}

func (g *grid) escape(command rune, n int) {
	switch n1 := max(n, 1); command {
	case 'A':
		g.y = max(g.y-n1, 0)
	case 'B':
		g.y += n1
	case 'C':
		g.x = min(g.x+n1, g.width-1)
	case 'D':
		g.x = max(min(g.x, g.width-1)-n1, 0)
	case 'J', 'K':
		r := g.row()
		r.cells, r.soft = r.cells[:min(g.x, len(r.cells))], false
		if command == 'J' {
			g.rows = g.rows[:g.y+1]
		}
	}
}

func (g *grid) print(c rune) {
	wide := terminal.Width(c)
	if wide == 0 {
		return
	}
	if g.x+wide > g.width {
		g.row().soft = true
		g.x = 0
		g.y++
	}
	r := g.row()
	for len(r.cells) < g.x+wide {
		r.cells = append(r.cells, ' ')
	}
	r.cells[g.x] = c
	if wide == 2 {
		r.cells[g.x+1] = 0
	}
	g.x += wide
}

// resize changes the width. The cursor stays on its character or, if it is behind the
// last one of its row, behind that.
func (g *grid) resize(width int) {
	old := *g
	g.width = width
	if !old.wraps {
		for i := range g.rows {
			g.rows[i].cells = g.rows[i].cells[:min(width, len(g.rows[i].cells))]
			g.rows[i].soft = false
		}
		g.x = min(g.x, width-1)
		return
	}
	old.row() // that of the cursor exists
	g.rows, g.x, g.y = nil, 0, 0
	var x, y int
	for i, r := range old.rows {
		for j, c := range r.cells {
			if i == old.y && j == old.x {
				x, y = g.x, g.y
				if x == g.width {
					x, y = 0, y+1
				}
			}
			if c != 0 {
				g.print(c)
			}
		}
		if i == old.y && old.x >= len(r.cells) {
			x, y = g.x+old.x-len(r.cells), g.y
		}
		if !r.soft {
			g.row()
			g.x = 0
			g.y++
		}
	}
	g.x, g.y = x, y
}

// text returns the rows with something in them, without spaces at their ends.
func (g *grid) text() (list []string) {
	for _, r := range g.rows {
		list = append(list, strings.TrimRight(strings.ReplaceAll(string(r.cells), "\x00", ""), " "))
	}
	for len(list) > 0 && list[len(list)-1] == "" {
		list = list[:len(list)-1]
	}
	return list
}

const printedBefore = "what was printed before\r\n\r\nand this\r\n"

// edit edits a line on a terminal of this width on which something was printed before.
// What is typed are keys and functions to call meanwhile.
func edit(t *rapid.T, width int, wraps bool, steps func(*grid, *screen, *term.Terminal) []any) *grid {
	g := &grid{width: width, wraps: wraps}
	io.WriteString(g, printedBefore)
	s := &screen{ReadWriter: g}
	prompt := term.NewTerminal(s, "127.0.0.1:6379> ")
	prompt.SetSize(width, 24)
	s.begin(width)
	g.typing = steps(g, s, prompt)
	if _, err := prompt.ReadLine(); !errors.Is(err, io.EOF) {
		t.Errorf("ReadLine: %v, want the end of the keys", err)
	}
	return g
}

// fromPrompt returns the rows from the first one with a prompt on.
func fromPrompt(rows []string) []string {
	start := slices.IndexFunc(rows, func(row string) bool { return strings.HasPrefix(row, "127.0.0.1") })
	return rows[max(start, 0):]
}

// lefts are keys that move the cursor to the left.
func lefts(n int) string { return strings.Repeat("\x1b[D", n) }

// Whatever is typed, and however often the width changes, the screen is as if all of
// it had been typed at the last width: nothing else is left of the prompt, and what stands
// above it is untouched, unless the terminal cuts its rows.
func TestPromptFollowsTheWidth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.StringOfN(rapid.RuneFrom([]rune("abc 123é世界")), 0, 150, -1).Draw(t, "line")
		more := rapid.StringOfN(rapid.RuneFrom([]rune("xyz")), 0, 30, -1).Draw(t, "more")
		cursor := rapid.IntRange(0, len([]rune(line))).Draw(t, "cursor")
		aside := rapid.SampledFrom([]string{"", "SELECT  SET"}).Draw(t, "aside")
		if strings.ContainsAny(line, "世界") {
			cursor, aside = 0, "" // term.Terminal does not know how wide such characters are
		}
		hint := rapid.SampledFrom([]string{"", "key value"}).Draw(t, "hint")
		showAside := func(s *screen, prompt *term.Terminal) {
			if aside != "" {
				s.show(prompt, aside)
			}
		}
		wraps := rapid.Bool().Draw(t, "wraps")
		widths := rapid.SliceOfN(rapid.IntRange(10, 100), 2, 6).Draw(t, "widths")
		got := edit(t, widths[0], wraps, func(g *grid, s *screen, prompt *term.Terminal) []any {
			steps := []any{line, lefts(cursor), func() { showAside(s, prompt) }}
			if cursor == 0 {
				steps = append(steps, func() { s.suggest(hint, "127.0.0.1:6379> "+line+"h", widths[0]) })
			}
			steps = append(steps, "h")
			for _, width := range widths[1:] {
				steps = append(steps, func() {
					g.resize(width)
					s.resize(prompt, width)
				})
			}
			return append(steps, more)
		})
		last := widths[len(widths)-1]
		want := edit(t, last, wraps, func(_ *grid, s *screen, prompt *term.Terminal) []any {
			return []any{line, lefts(cursor), func() { showAside(s, prompt) }, "h", more}
		})
		gotText, wantText := got.text(), want.text()
		if !wraps { // and what is above is cut, or even lost
			gotText, wantText = fromPrompt(gotText), fromPrompt(wantText)
		}
		if !slices.Equal(gotText, wantText) {
			t.Fatalf("the screen shows\n%s\nwant\n%s", strings.Join(gotText, "\n"), strings.Join(wantText, "\n"))
		}
		if wraps && (got.x != want.x || got.y != want.y) && !strings.ContainsAny(line, "世界") {
			t.Fatalf("the cursor is at %d, %d, want %d, %d", got.x, got.y, want.x, want.y)
		}
	})
}

// A change of the width draws the line again at once, and the next one, too.
func TestPromptIsDrawnAgainWhenTheWidthChanges(t *testing.T) {
	p := sit(t, plain(t), documenting(t, documented)...)
	p.see("> ")
	line := "SET k " + strings.Repeat("v", 60)
	p.press(line + lefts(3))
	p.see(strings.Repeat("\x1b[D", 2)) // from the second row
	p.resize(40)
	p.see("\x1b[2A\r\x1b[J127.0.0.1:")
	p.see("v\x1b[3D")
	p.resize(120)
	p.see("\x1b[2A\r\x1b[J127.0.0.1:")
	p.see("v\x1b[3D")
	p.press("\r")
	p.see("OK\n")
	p.see("> ")
	p.leave("\x04")
}

// Only what term.Terminal writes when its size changes is a repaint: a key that comes
// just before, or a text above the line, is not.
func TestRepaintsAreRecognized(t *testing.T) {
	for text, want := range map[string]bool{
		"\x1b[2A\x1b[7D\x1b[K\x1b[B\x1b[K\x1b[A> line\x1b[2D": true,
		"\x1b[K> ":              true,
		"x":                     false,
		"\x1b[3Dxyz\x1b[3D":     false,
		"\x1b[7D\x1b[K":         false,
		"x\x1b[D\x1b[K":         false,
		"\x1b[2J\x1b[H> \x1b[D": false,
		"\r\n":                  false,
	} {
		if got := repaints(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
