package docs_test

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// A sheet makes the lines of a Markdown table from figures.
type sheet struct {
	figures map[string][]float64
	lines   []string
	missing []string // figures that were asked for in vain, once each
}

// head begins the table. The first column has text, the others figures.
func (s *sheet) head(titles ...string) {
	s.row(titles...)
	s.lines = append(s.lines, "|---|"+strings.Repeat("---:|", len(titles)-1))
}

func (s *sheet) row(cells ...string) {
	s.lines = append(s.lines, "| "+strings.Join(cells, " | ")+" |")
}

// rounds returns the values of a figure in ascending order, and notes that they are
// missing if there are none.
func (s *sheet) rounds(figure string) []float64 {
	values := s.figures[figure]
	if len(values) == 0 {
		if !slices.Contains(s.missing, figure) {
			s.missing = append(s.missing, figure)
		}
		return []float64{0}
	}
	return slices.Sorted(slices.Values(values))
}

// median returns the middle value of a figure, for an even number of rounds the mean
// of the two in the middle.
func (s *sheet) median(figure string) float64 {
	values := s.rounds(figure)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}

// spread writes the least and the most of a figure.
func (s *sheet) spread(figure string, precision int) string {
	values := s.rounds(figure)
	return digits(values[0], precision) + "–" + digits(values[len(values)-1], precision)
}

// numbers returns the numbers that follow prefix in names of figures, in ascending
// order.
func (s *sheet) numbers(prefix string) []int {
	found := map[int]bool{}
	for name := range s.figures {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			number, _, _ := strings.Cut(rest, "/")
			if n, err := strconv.Atoi(number); err == nil {
				found[n] = true
			}
		}
	}
	if len(found) == 0 {
		s.missing = append(s.missing, prefix+"…")
	}
	return slices.Sorted(maps.Keys(found))
}

// digits writes a number with so many significant digits, without exponent, and with
// commas between thousands.
func digits(f float64, precision int) string {
	if f == 0 {
		return "0"
	}
	magnitude := func(f float64) int { return int(math.Floor(math.Log10(math.Abs(f)))) }
	scale := math.Pow10(precision - 1 - magnitude(f))
	rounded := math.Round(f*scale) / scale
	decimals := max(0, precision-1-magnitude(rounded)) // rounding may add a digit before the point
	return thousands(strconv.FormatFloat(rounded, 'f', decimals, 64))
}

// thousands puts commas between the thousands of a decimal number.
func thousands(number string) string {
	whole, fraction, _ := strings.Cut(number, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if fraction != "" {
		whole += "." + fraction
	}
	return sign + whole
}

// ratio writes a/b with two decimals, from 10 on with two digits.
func ratio(a, b float64) string {
	switch r := a / b; {
	case b == 0:
		return "–"
	case r < 9.995:
		return fmt.Sprintf("%.2f", r)
	default:
		return digits(r, 2)
	}
}
