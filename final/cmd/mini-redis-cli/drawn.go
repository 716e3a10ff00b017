package main

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"mini-redis/final/internal/terminal"
)

// drawn is what has been written to the terminal since the prompt began, in rows. With it
// one can tell where the prompt begins after the width has changed, when many terminals
// have wrapped the rows anew.
type drawn struct {
	width int // 0 if it is not known: no row is full then
	rows  []row
	x, y  int // the cursor; x is width behind a character in the last column
}

// A row has a number for each column: 1 for a character, or 2 and 0 for one that is two
// columns wide.
type row []uint8

// write adds what is written, and returns it with a line break behind each row that is
// full: a terminal that wraps by itself may join the rows again when it becomes wider, and
// others do not. A line break by itself is the end of the line that was edited, or of a
// text that was shown above it: what follows begins with the prompt.
func (d *drawn) write(text string) string {
	if text == "\r\n" {
		*d = drawn{width: d.width}
		return text
	}
	var written strings.Builder
	for text != "" {
		size := len(leadingSequence(text))
		if size > 0 {
			d.control(text[:size])
		} else {
			var r rune
			r, size = utf8.DecodeRuneInString(text)
			if d.put(r) {
				written.WriteString("\r\n")
			}
		}
		written.WriteString(text[:size])
		text = text[size:]
	}
	return written.String()
}

// leadingSequence returns the control sequence that text begins with, if any.
func leadingSequence(text string) string {
	if !strings.HasPrefix(text, "\x1b[") {
		return ""
	}
	end := strings.IndexFunc(text[2:], func(r rune) bool { return '@' <= r && r <= '~' })
	return text[:2+end+1]
}

// control does what a sequence of term.Terminal does.
func (d *drawn) control(sequence string) {
	last := len(sequence) - 1
	n, err := strconv.Atoi(sequence[2:last])
	if err != nil {
		n = 1
	}
	switch sequence[last] {
	case 'A':
		d.y = max(d.y-n, 0)
	case 'B':
		d.y += n
	case 'C':
		d.x = min(d.x+n, d.width-1)
	case 'D':
		d.x = max(min(d.x, d.width-1)-n, 0)
	case 'H':
		d.x, d.y = 0, 0
	case 'J':
		if sequence == "\x1b[2J" {
			d.rows = nil
		}
		d.rows = d.rows[:min(len(d.rows), d.y+1)]
		fallthrough
	case 'K':
		if r := d.row(); d.x < len(*r) {
			*r = (*r)[:d.x]
		}
	}
}

// row returns the row of the cursor.
func (d *drawn) row() *row {
	for len(d.rows) <= d.y {
		d.rows = append(d.rows, nil)
	}
	return &d.rows[d.y]
}

// put adds a character, and reports whether that is in the next row, since it has no room
// in this one.
func (d *drawn) put(r rune) (breaks bool) {
	switch r {
	case '\r':
		d.x = 0
		return false
	case '\n':
		d.y++
		return false
	}
	columns := terminal.Width(r)
	if columns == 0 {
		return false
	}
	if breaks = d.width > 0 && d.x+columns > d.width; breaks {
		d.x = 0
		d.y++
	}
	at := d.row()
	for len(*at) < d.x+columns {
		*at = append(*at, 1)
	}
	(*at)[d.x] = uint8(columns)
	if columns == 2 {
		(*at)[d.x+1] = 0
	}
	d.x += columns
	return breaks
}

// above returns the number of rows between the begin of the prompt and the cursor, behind
// which a hint may stand, in a terminal that has become so wide and has wrapped the rows
// anew. Where a terminal cuts them instead, there are fewer.
func (d *drawn) above(width int, hint bool) (rows int) {
	x := 0
	place := func(wide int) {
		if x+wide > width {
			rows++
			x = 0
		}
		x += wide
	}
	for y, r := range d.rows {
		for i, wide := range r {
			if y == d.y && i >= d.x {
				break
			}
			place(int(wide))
		}
		if y == d.y {
			if hint || d.x < len(r) {
				place(1) // the cursor is on that
			}
			break
		}
		rows++
		x = 0
	}
	return rows
}
