package docs_test

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mini-redis/docs"
	"mini-redis/final/check"
)

const (
	lastChapter        = 9
	minWords, maxWords = 700, 1500 // of one chapter, outside fences
	maxTyped           = 4500      // of one that a reader types
)

// A pageRule returns one finding for each violation in the pages of fsys.
type pageRule func(fsys fs.FS, all []page) []string

func obeyInPages(t *testing.T, r pageRule) {
	t.Helper()
	fsys := os.DirFS("..")
	all, err := pages(fsys)
	if err != nil {
		t.Fatal(err)
	}
	for _, finding := range r(fsys, all) {
		t.Error(finding)
	}
}

func TestFencesSayWhatTheyShow(t *testing.T) { obeyInPages(t, knownFences) }

// knownFences: in the book every fence is `console` or `text`, or shows code in one of these
// forms, so that nothing that can be checked goes unchecked:
//
//	go FILE         what a reader types, in the chapter of the file's step
//	go delete FILE  what a reader deletes there
//	go quote FILE   lines of a file, some left out
//	spec FILE       lines of a spec, some left out
//
// Code hosts don't show what follows the language, so the line above what is typed names the
// file too. READMEs may also show commands as sh.
func knownFences(_ fs.FS, all []page) (findings []string) {
	for _, p := range all {
		if p.Unended > 0 {
			findings = append(findings, fmt.Sprintf("%s:%d: the fence has no end", p.Path, p.Unended))
		}
		for _, f := range p.Fences {
			if problem := problemOfFence(p, f); problem != "" {
				findings = append(findings, fmt.Sprintf("%s:%d: %s", f.Path, f.Line, problem))
			}
		}
	}
	return findings
}

// problemOfFence says what is wrong with a fence's first line, or with that above it.
func problemOfFence(p page, f fence) string {
	inBook := path.Dir(p.Path) == "docs"
	switch lang := f.Lang(); {
	case isTyped(f):
		name := f.Info[len(f.Info)-1]
		switch {
		case !strings.HasPrefix(p.Path, fmt.Sprintf("docs/%02d-", stepOf(name))):
			return name + " is typed in another chapter, use go quote"
		case !strings.Contains(f.Before, "`"+name+"`"):
			return "the line above does not name " + name
		}
	case lang == "go" && (len(f.Info) != 3 || f.Info[1] != "quote"), lang == "spec" && len(f.Info) != 2:
		return fmt.Sprintf("a %s fence needs the path of the file it shows", lang)
	case lang == "sh" && inBook:
		return "a sh fence is not run, use console"
	case !slices.Contains([]string{"go", "spec", "console", "text", "sh"}, lang):
		return fmt.Sprintf("a fence in %q is not checked, use go, spec, console or text", lang)
	}
	return ""
}

// quotes tells whether the fence shows lines of a file, and not what a reader types.
func quotes(f fence) bool {
	return f.Lang() == "go" && len(f.Info) == 3 && f.Info[1] == "quote" || f.Lang() == "spec" && len(f.Info) == 2
}

func TestShownCodeIsTheCode(t *testing.T) { obeyInPages(t, shownCode) }

func shownCode(fsys fs.FS, all []page) (findings []string) {
	for _, p := range all {
		for _, f := range p.Fences {
			if quotes(f) {
				if err := checkContract(fsys, f); err != nil {
					findings = append(findings, err.Error())
				}
			}
		}
	}
	return findings
}

func TestChaptersAreComplete(t *testing.T) { obeyInPages(t, completeChapters) }

// completeChapters: chapters 00 to 09 exist, can be read in one sitting, and
// are linked from the README or from the chapter before.
func completeChapters(_ fs.FS, all []page) (findings []string) {
	byPath := map[string]page{}
	for _, p := range all {
		byPath[p.Path] = p
	}
	before := ""
	for n := range lastChapter + 1 {
		prefix := fmt.Sprintf("docs/%02d-", n)
		i := slices.IndexFunc(all, func(p page) bool { return strings.HasPrefix(p.Path, prefix) })
		if i < 0 {
			findings = append(findings, prefix+"*.md:1: the chapter is missing")
			before = ""
			continue
		}
		p := all[i]
		most := maxWords
		if slices.ContainsFunc(p.Fences, isTyped) {
			most = maxTyped
		}
		if p.Words < minWords || p.Words > most {
			findings = append(findings, fmt.Sprintf("%s:1: has %d words outside fences, want %d to %d", p.Path, p.Words, minWords, most))
		}
		if !linksTo(byPath["README.md"], p.Path) && !linksTo(byPath[before], p.Path) {
			findings = append(findings, p.Path+":1: neither README.md nor the chapter before links here")
		}
		before = p.Path
	}
	return findings
}

// linksTo tells whether p has a link to the file at target.
func linksTo(p page, target string) bool {
	return slices.ContainsFunc(p.Links, func(l link) bool {
		file, _, _ := strings.Cut(l.Target, "#")
		return path.Join(path.Dir(p.Path), file) == target
	})
}

func TestLinksResolve(t *testing.T) { obeyInPages(t, resolvingLinks) }

// resolvingLinks checks links within the repository, anchors included, and
// leaves the rest of the web alone.
func resolvingLinks(fsys fs.FS, all []page) (findings []string) {
	byPath := map[string]page{}
	for _, p := range all {
		byPath[p.Path] = p
	}
	for _, p := range all {
		for _, l := range p.Links {
			if strings.Contains(l.Target, "://") || strings.HasPrefix(l.Target, "mailto:") {
				continue
			}
			file, anchor, _ := strings.Cut(l.Target, "#")
			target := p.Path
			if file != "" {
				target = path.Join(path.Dir(p.Path), file)
			}
			where := fmt.Sprintf("%s:%d: link %q", p.Path, l.Line, l.Target)
			if _, err := fs.Stat(fsys, target); err != nil || strings.HasPrefix(file, "/") {
				findings = append(findings, where+" leads nowhere")
			} else if to, ok := byPath[target]; anchor != "" && (!ok || !to.Anchors[anchor]) {
				findings = append(findings, where+" names no heading there")
			}
		}
	}
	return findings
}

// TestBookIsEmbedded wants the chapters in docs.Chapters in reading order,
// which is how the workbook command lists them.
func TestBookIsEmbedded(t *testing.T) {
	entries, err := docs.Chapters.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for n := range lastChapter + 1 {
		if prefix := fmt.Sprintf("%02d-", n); n >= len(entries) || !strings.HasPrefix(entries[n].Name(), prefix) {
			t.Fatalf("chapter %d is not %s*.md: %v", n, prefix, entries)
		}
	}
}

// TestChaptersHaveTheirExercises wants a case of an exercise to be named where
// the chapter asks for it, and an answer that is shown to pass it.
func TestChaptersHaveTheirExercises(t *testing.T) {
	answers, err := filepath.Glob(filepath.FromSlash("testdata/answers/*/*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range check.Exercises() {
		text, err := docs.Chapters.ReadFile(path.Base(spec.Chapter))
		if err != nil {
			t.Fatal(err)
		}
		named := fmt.Sprintf("`workbook check %s-%s`", spec.Cases[0].ID, spec.Cases[len(spec.Cases)-1].ID)
		if !strings.Contains(string(text), named) {
			t.Errorf("%s: no %s", spec.Chapter, named)
		}
		if !slices.ContainsFunc(answers, func(name string) bool {
			text, err := os.ReadFile(name)
			return err == nil && strings.Contains(string(text), fmt.Sprintf("check.TestExercises(t, %d,", spec.Step))
		}) {
			t.Errorf("step %d: no answer in testdata/answers passes the exercises", spec.Step)
		}
	}
}

// TestAnswersPass runs the answers to the exercises. They are packages in
// testdata/answers, so that `go test ./...` finds the exercises unsolved.
func TestAnswersPass(t *testing.T) {
	t.Parallel()
	tested := map[string]bool{} // has the directory a test?
	for _, pattern := range []string{"testdata/answers/*/*.go", "testdata/answers/*/*/*.go"} {
		files, err := filepath.Glob(filepath.FromSlash(pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if _, err := os.ReadFile(file); err != nil { // so that a cached result depends on it
				t.Fatal(err)
			}
			dir := "./" + filepath.ToSlash(filepath.Dir(file))
			tested[dir] = tested[dir] || strings.HasSuffix(file, "_test.go")
		}
	}
	if len(tested) == 0 {
		t.Skip("there are no answers in testdata/answers")
	}
	for dir, ok := range tested {
		if !ok {
			t.Errorf("%s has no test: an answer must be shown to work", dir)
		}
	}
	dirs := slices.Sorted(maps.Keys(tested))
	out, err := exec.Command("go", append([]string{"test"}, dirs...)...).CombinedOutput()
	if err != nil {
		t.Errorf("go test %s: %v\n%s", strings.Join(dirs, " "), err, out)
	}
}
