package main

import (
	"fmt"
	"strconv"
	"unicode/utf8"
)

// Measures of the drawing, in pixels. A panel is a column of bars.
const (
	margin     = 24
	barLength  = 240
	valueWidth = 150 // right of a bar
	rowHeight  = 22
	groupSpace = 34 // above the first row of a group
	headHeight = 78
	colors     = 6 // classes s0 to s5 of the template
)

// A drawing is what the template shows.
type drawing struct {
	Width, Height, Left int
	Title, Conditions   string
	Panels              []drawnPanel
	Groups              []drawnGroup
	Rows                []drawnRow
}

type drawnPanel struct {
	X     int
	Title string
}

type drawnGroup struct {
	Y    int
	Name string
}

type drawnRow struct {
	LabelX, TextY int
	Server        string
	Bars          []drawnBar
}

type drawnBar struct {
	X, Y, Track, Length int
	Color               string
	Spread              bool // draw a line between the extremes
	From, To, Middle    int
	TextX, TextY        int
	Value, Ratio, Hint  string
}

// layOut places the bars. All bars of a panel have one scale.
func layOut(conditions string, all []comparison) drawing {
	var highest, longest float64
	colorOf, labels := map[string]string{}, 0
	for _, c := range all {
		for _, s := range c.servers {
			highest, longest = max(highest, s.rate.most), max(longest, s.latencies.p99)
			labels = max(labels, utf8.RuneCountInString(s.server))
			if _, known := colorOf[s.server]; !known {
				colorOf[s.server] = "s" + strconv.Itoa(len(colorOf)%colors)
			}
		}
	}
	ratesX := margin + max(8*labels, 60) + 10
	p99X := ratesX + barLength + valueWidth
	d := drawing{
		Width: p99X + barLength + valueWidth, Left: margin,
		Title: "Requests per second, and how long they take", Conditions: conditions,
		Panels: []drawnPanel{{ratesX, "requests/s, more is better"}, {p99X, "p99 in ms, less is better"}},
	}
	y := headHeight
	for _, c := range all {
		d.Groups = append(d.Groups, drawnGroup{y + groupSpace - 14, c.workload})
		y += groupSpace - 8
		for _, s := range c.servers {
			several := len(colorOf) > 1
			rate := newBar(ratesX, y, s.rate.median, highest, thousands(s.rate.median), ratioNote(s.rateRatio, several))
			rate.between(s.rate, highest)
			rate.Hint = fmt.Sprintf("%s to %s", thousands(s.rate.least), thousands(s.rate.most))
			p99 := newBar(p99X, y, s.latencies.p99, longest, strconv.FormatFloat(s.latencies.p99, 'f', 3, 64), ratioNote(s.p99Ratio, several))
			p99.Hint = fmt.Sprintf("p50 %.3f, p99.9 %.3f, max %.3f ms", s.latencies.p50, s.latencies.p999, s.latencies.max)
			rate.Color, p99.Color = colorOf[s.server], colorOf[s.server]
			d.Rows = append(d.Rows, drawnRow{ratesX - 10, rate.TextY, s.server, []drawnBar{rate, p99}})
			y += rowHeight
		}
	}
	d.Height = y + margin
	return d
}

func newBar(x, y int, value, scale float64, text, note string) drawnBar {
	return drawnBar{
		X: x, Y: y, Track: barLength, Length: length(value, scale), Middle: y + 8,
		TextX: x + barLength + 8, TextY: y + 13, Value: text, Ratio: note,
	}
}

// between marks the extremes of s, if they differ.
func (b *drawnBar) between(s spread, scale float64) {
	b.From, b.To = b.X+length(s.least, scale), b.X+length(s.most, scale)
	b.Spread = s.least < s.most
}

// length returns how long a bar is; one that is not zero can be seen.
func length(value, scale float64) int {
	if value <= 0 || scale <= 0 {
		return 0
	}
	return max(1, int(value/scale*barLength+0.5))
}

// ratioNote is the ratio to the first server, if there are several.
func ratioNote(r float64, several bool) string {
	if !several || r == 0 {
		return ""
	}
	return "×" + ratioText(r)
}
