package docs_test

import (
	"fmt"
	"io/fs"
	"strings"
)

// checkContract compares a fence that quotes a file with that file: the
// fence's lines must stand there in this order, one after the other, where a
// lone `// ...` leaves out any number of lines.
//
// Blank lines at the fence's ends and around `// ...` do not count, nor do
// blanks at the end of a line. The fence may leave out one indent that all its
// lines have in the file.
func checkContract(fsys fs.FS, f fence) error {
	name := f.Info[len(f.Info)-1]
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return fmt.Errorf("%s:%d: %w", f.Path, f.Line, err)
	}
	segments := splitSegments(f.Body)
	if len(segments) == 0 {
		return fmt.Errorf("%s:%d: the fence shows nothing of %s", f.Path, f.Line, name)
	}
	file := strings.Split(string(text), "\n")
	for i := range file {
		file[i] = strings.TrimRight(file[i], " \t\r")
	}
	var best *mismatch
	for indent := range 6 {
		m := matchSegments(file, segments, strings.Repeat("\t", indent))
		if m == nil {
			return nil
		}
		if best == nil || m.matched > best.matched {
			best = m
		}
	}
	where := "at its beginning"
	if best.after > 0 {
		where = fmt.Sprintf("after its line %d %q", best.after, file[best.after-1])
	}
	return fmt.Errorf("%s: line %q is not in %s %s", f.At(best.line), f.Body[best.line], name, where)
}

// A segment is what stands between two `// ...` of a fence.
type segment struct {
	start int // its first line, an index into the fence's body
	lines []string
}

func splitSegments(body []string) (list []segment) {
	start := 0
	add := func(end int) {
		for start < end && body[start] == "" {
			start++
		}
		for end > start && body[end-1] == "" {
			end--
		}
		if start < end {
			list = append(list, segment{start, body[start:end]})
		}
	}
	for i, line := range body {
		if strings.TrimSpace(line) == "// ..." {
			add(i)
			start = i + 1
		}
	}
	add(len(body))
	return list
}

// A mismatch is the first line of a fence that its file does not have.
type mismatch struct {
	line    int // index into the fence's body
	after   int // the number of the last line in the file that did match
	matched int // how many lines of the fence did
}

// matchSegments finds the segments in file one after the other, each as early
// as it can be, or reports how far it came.
func matchSegments(file []string, segments []segment, indent string) *mismatch {
	next, matched := 0, 0
	for _, s := range segments {
		found := -1
		miss := &mismatch{s.start, next, matched}
		for at := next; at < len(file) && found < 0; at++ {
			n := matchingLines(file[at:], s.lines, indent)
			if n == len(s.lines) {
				found = at
			} else if matched+n > miss.matched {
				miss = &mismatch{s.start + n, at + n, matched + n}
			}
		}
		if found < 0 {
			return miss
		}
		next, matched = found+len(s.lines), matched+len(s.lines)
	}
	return nil
}

// matchingLines counts the lines at the beginning of file that equal want.
func matchingLines(file, want []string, indent string) int {
	for i, line := range want {
		if line != "" {
			line = indent + line
		}
		if i >= len(file) || file[i] != line {
			return i
		}
	}
	return len(want)
}
