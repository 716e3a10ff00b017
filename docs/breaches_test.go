package docs_test

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
)

// A breach is a change to the code of a step that breaks one of its invariants,
// and the name of a test that notices. Those of a step are in a file of
// testdata/breaches, with blank lines between them:
//
//	I4 TestNestingIsLimited: arrays may be nested one level deeper
//	step02_framing/decode.go
//	-	if depth == maxDepth {
//	+	if depth > maxDepth {
//
// Below the file that changes stand the lines that go, with a minus, and those
// that take their place, with a plus. A line @@ parts two such changes. The rule
// here keeps the breaches complete and applicable. That their tests do turn red
// is what TestBreachesAreNoticed tries, under the build tag stress.
type breach struct {
	path      string // of the file that describes it,
	line      int    // and where
	invariant string
	test      string
	file      string // the one that changes
	edits     []edit
}

// An edit replaces whole lines, each with its line end.
type edit struct {
	old, new string
}

func breachesPath(st step) string { return path.Join("docs/testdata/breaches", st.dir+".diff") }

// parseBreaches returns what the text of a file in testdata/breaches says.
func parseBreaches(name, text string) (breaches []breach, err error) {
	number := 0
	for block := range strings.SplitSeq(text, "\n\n") {
		lines := strings.Split(strings.TrimRight(block, "\n"), "\n")
		b := breach{path: name, line: number + 1, edits: []edit{{}}}
		number += strings.Count(block, "\n") + 2
		if _, err := fmt.Sscanf(lines[0], "%s %s", &b.invariant, &b.test); err != nil || len(lines) < 3 {
			return nil, fmt.Errorf("%s:%d: want an invariant and a test, a file, and lines that change", name, b.line)
		}
		b.test = strings.TrimSuffix(b.test, ":")
		b.file = lines[1]
		for i, line := range lines[2:] {
			last := &b.edits[len(b.edits)-1]
			switch {
			case strings.HasPrefix(line, "-"):
				last.old += line[1:] + "\n"
			case strings.HasPrefix(line, "+"):
				last.new += line[1:] + "\n"
			case line == "@@":
				b.edits = append(b.edits, edit{})
			default:
				return nil, fmt.Errorf("%s:%d: want a line that starts with - or +, or @@", name, b.line+2+i)
			}
		}
		breaches = append(breaches, b)
	}
	return breaches, nil
}

// apply returns the text of b's file after the breach.
func (b breach) apply(text string) (string, error) {
	text = "\n" + text
	for _, e := range b.edits {
		if n := strings.Count(text, "\n"+e.old); n != 1 || e.old == "" {
			return "", fmt.Errorf("%s:%d: the lines that change are in %s %d times, want once", b.path, b.line, b.file, n)
		}
		if e.old == e.new {
			return "", fmt.Errorf("%s:%d: the lines that change stay the same", b.path, b.line)
		}
		text = strings.Replace(text, "\n"+e.old, "\n"+e.new, 1)
	}
	return text[1:], nil
}

func TestEveryInvariantHasABreach(t *testing.T) { obey(t, invariantsHaveBreaches) }

// invariantsHaveBreaches: for each invariant that a step's package comment names
// there is a breach, which can be applied, and whose test names the invariant.
func invariantsHaveBreaches(r *tree) (findings []string) {
	for _, st := range steps {
		missing, tests := r.promised(st), r.testsOf(st)
		text, err := fs.ReadFile(r, breachesPath(st))
		if err != nil {
			findings = append(findings, breachesPath(st)+":1: is missing")
			continue
		}
		breaches, err := parseBreaches(breachesPath(st), string(text))
		if err != nil {
			findings = append(findings, err.Error())
		}
		promised := maps.Clone(missing)
		for _, b := range breaches {
			delete(missing, b.invariant)
			report := func(format string, args ...any) {
				findings = append(findings, fmt.Sprintf("%s:%d: %s", b.path, b.line, fmt.Sprintf(format, args...)))
			}
			if promised[b.invariant] == nil {
				report("%s names no invariant %s", st.dir, b.invariant)
			}
			if test, ok := tests[b.test]; !ok {
				report("%s has no %s", st.dir, b.test)
			} else if !test.names(b.invariant) {
				report("%s doesn't name invariant %s", b.test, b.invariant)
			}
			if code, err := fs.ReadFile(r, b.file); err != nil {
				report("%v", err)
			} else if _, err := b.apply(string(code)); err != nil {
				findings = append(findings, err.Error())
			}
		}
		for _, name := range slices.Sorted(maps.Keys(missing)) {
			findings = append(findings, r.finding(missing[name], "invariant %s has no breach in %s", name, breachesPath(st)))
		}
	}
	return findings
}
