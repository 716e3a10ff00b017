package docs_test

import (
	"fmt"
	"go/ast"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestTopLevelIsTheLayout(t *testing.T) { obey(t, topLevelLayout) }

func topLevelLayout(r *tree) (findings []string) {
	want := []string{"LICENSE", "README.md", "docs", "final", "go.mod", "go.sum"}
	for _, s := range steps {
		want = append(want, s.dir)
	}
	entries, err := fs.ReadDir(r, ".")
	if err != nil {
		return []string{err.Error()}
	}
	var got []string
	for _, entry := range entries {
		if entry.Name()[0] != '.' {
			got = append(got, entry.Name())
		}
	}
	for _, name := range want {
		if !slices.Contains(got, name) {
			findings = append(findings, name+":1: is missing at the top level")
		}
	}
	for _, name := range got {
		if !slices.Contains(want, name) {
			findings = append(findings, name+":1: does not belong at the top level")
		}
	}
	return findings
}

func TestRootModuleStaysShort(t *testing.T) { obey(t, fewRequirements) }

var requirement = regexp.MustCompile(`(?m)^(?:require)?\s+([a-z0-9.-]+\.[a-z]+/\S+) v\S+[ \t]*(// indirect)?`)

// fewRequirements keeps the first `go run` of a learner a small download.
// The commands of final may add what they need from the optional ones.
func fewRequirements(r *tree) (findings []string) {
	required := []string{"github.com/stretchr/testify", "golang.org/x/sync", "pgregory.net/rapid"}
	optional := []string{
		"golang.org/x/term",                       // line editing in mini-redis-cli
		"github.com/HdrHistogram/hdrhistogram-go", // latencies in mini-redis-benchmark
		"github.com/yuin/goldmark",                // Markdown, in the tests of the book
	}
	text, err := fs.ReadFile(r, "go.mod")
	if err != nil {
		return []string{err.Error()}
	}
	var direct []string
	for _, m := range requirement.FindAllStringSubmatch(string(text), -1) {
		if m[2] == "" {
			direct = append(direct, m[1])
		}
	}
	for _, name := range required {
		if !slices.Contains(direct, name) {
			findings = append(findings, "go.mod:1: does not require "+name)
		}
	}
	for _, name := range direct {
		if !slices.Contains(required, name) && !slices.Contains(optional, name) {
			findings = append(findings, "go.mod:1: requires "+name+" outside a module of its own")
		}
	}
	return findings
}

func TestStepsHaveTheirShape(t *testing.T) { obey(t, stepShape) }

// stepShape: a step is a package with the name of its layer, a short command
// and a README that tells how to run and test it and where its chapter is.
func stepShape(r *tree) (findings []string) {
	const maxLines = 40
	for _, st := range steps {
		packages := 0
		for _, s := range r.sources {
			if s.dir() == st.dir && !s.isTest() {
				packages++
				if got := s.File.Name.Name; got != st.name {
					findings = append(findings, r.finding(s.File.Name, "package is named %s, want %s", got, st.name))
				}
			}
		}
		if packages == 0 {
			findings = append(findings, st.dir+":1: has no package")
		}
		main := path.Join(st.dir, "server", "main.go")
		text, err := fs.ReadFile(r, main)
		if err != nil {
			findings = append(findings, main+":1: is missing")
		} else if n := strings.Count(string(text), "\n"); n > maxLines {
			findings = append(findings, fmt.Sprintf("%s:%d: has %d lines, want at most %d", main, n, n, maxLines))
		}
		findings = append(findings, stepReadme(r, st)...)
	}
	return findings
}

func stepReadme(r *tree, st step) (findings []string) {
	name := path.Join(st.dir, "README.md")
	text, err := fs.ReadFile(r, name)
	if err != nil {
		return []string{name + ":1: is missing"}
	}
	for _, want := range []string{
		"go run ./" + st.dir + "/server",
		"go test ./" + st.dir,
		fmt.Sprintf("](../docs/%02d-", st.number),
	} {
		if !strings.Contains(string(text), want) {
			findings = append(findings, fmt.Sprintf("%s:1: does not contain %q", name, want))
		}
	}
	return findings
}

func TestInvariantsAreNamedEverywhere(t *testing.T) { obey(t, invariantsNamed) }

var invariant = regexp.MustCompile(`\bI[1-9][0-9]*\b`)

// invariantsNamed: what a step's package comment promises by number, its
// chapter explains and one of its tests names, under the same number. That the
// test notices a breach is another rule, invariantsHaveBreaches.
func invariantsNamed(r *tree) (findings []string) {
	for _, st := range steps {
		promised := r.promised(st)
		if len(promised) == 0 {
			findings = append(findings, st.dir+":1: the package comment names no invariant (I1, I2 …)")
		}
		chapter := r.chapter(st.number)
		text, err := fs.ReadFile(r, chapter)
		if err != nil {
			findings = append(findings, fmt.Sprintf("docs:1: has no chapter %02d-*.md", st.number))
			continue
		}
		tests := slices.Collect(maps.Values(r.testsOf(st)))
		for _, name := range slices.Sorted(maps.Keys(promised)) {
			word := regexp.MustCompile(`\b` + name + `\b`)
			if !word.Match(text) {
				findings = append(findings, r.finding(promised[name], "invariant %s is not in %s", name, chapter))
			}
			if !slices.ContainsFunc(tests, func(f test) bool { return f.names(name) }) {
				findings = append(findings, r.finding(promised[name], "no test in %s names invariant %s", st.dir, name))
			}
		}
	}
	return findings
}

// promised returns the invariants that st's package comment names.
func (r *tree) promised(st step) map[string]*ast.CommentGroup {
	promised := map[string]*ast.CommentGroup{}
	for _, s := range r.sources {
		if s.dir() == st.dir && !s.isTest() && s.Doc != nil {
			for _, name := range invariant.FindAllString(s.Doc.Text(), -1) {
				promised[name] = s.Doc
			}
		}
	}
	return promised
}

// A test is a test function, with the comments in front of it and within.
type test struct {
	*ast.FuncDecl
	comments string
}

// testsOf returns the test functions of st, by name.
func (r *tree) testsOf(st step) map[string]test {
	tests := map[string]test{}
	for _, s := range r.sources {
		if s.dir() != st.dir || !s.isTest() {
			continue
		}
		for _, decl := range s.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Recv != nil || !strings.HasPrefix(f.Name.Name, "Test") {
				continue
			}
			comments := f.Doc.Text()
			for _, group := range s.Comments {
				if f.Pos() <= group.Pos() && group.End() <= f.End() {
					comments += group.Text()
				}
			}
			tests[f.Name.Name] = test{f, comments}
		}
	}
	return tests
}

// names looks for an invariant in the test's name and comments, not in its code: a
// type parameter called I1 is no promise.
func (f test) names(invariant string) bool {
	inName := regexp.MustCompile(invariant + `([^0-9]|$)`)
	inComments := regexp.MustCompile(`\b` + invariant + `\b`)
	return inName.MatchString(f.Name.Name) || inComments.MatchString(f.comments)
}
