package docs_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mini-redis/docs/internal/typed"
	"mini-redis/final/check"
)

// Whoever types what a chapter shows, in the order shown, into what `workbook new` has
// written, has a server that passes the chapter's cases, and the step's own code.
//
// With -tags stress everything is run that the chapter runs on the way: the cases of each
// checkpoint pass, the one after them fails, and every failure that is shown is printed.
func TestWhoeverTypesAChapterHasItsStep(t *testing.T) {
	all, err := pages(os.DirFS(".."))
	if err != nil {
		t.Fatal(err)
	}
	workbook := build(t, "./final/cmd/workbook")
	want := new(typed.Module)
	if err := want.Read(os.DirFS("..")); err != nil {
		t.Fatal(err)
	}
	for _, s := range steps {
		i := slices.IndexFunc(all, func(p page) bool { return strings.HasPrefix(p.Path, fmt.Sprintf("docs/%02d-", s.number)) })
		if !slices.ContainsFunc(all[i].Fences, isTyped) {
			continue // it is about the code, and does not say what to type
		}
		t.Run(s.dir, func(t *testing.T) {
			t.Parallel()
			r := newReader(t, s, workbook)
			r.follow(all[i].Fences)
			r.compare(want)
		})
	}
}

// build builds a program and returns its path.
func build(t *testing.T, source string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), filepath.Base(source))
	cmd := exec.Command("go", "build", "-o", program, source)
	cmd.Dir = ".."
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build %s: %v\n%s", source, err, out)
	}
	return program
}

// isTyped tells whether a fence shows what the reader types.
func isTyped(f fence) bool {
	return f.Lang() == "go" && len(f.Info) == 2 && stepOf(f.Info[1]) > 0 || f.Lang() == "go" && len(f.Info) == 3 && f.Info[1] == "delete"
}

// isOwn tells whether a console fence is run in the reader's module.
func isOwn(f fence) bool {
	return f.Lang() == "console" && len(f.Info) > 1 && f.Info[1] == "my-redis"
}

// A reader follows the chapter of a step in a module of their own.
type reader struct {
	t *testing.T
	step
	*console // its root is the module
	typed.Module
}

// newReader returns a reader who has what `workbook new` writes, with the steps before s
// finished.
func newReader(t *testing.T, s step, workbook string) *reader {
	t.Helper()
	c := newConsole(t)
	c.root = filepath.Join(t.TempDir(), "my-redis")
	if err := os.Symlink(workbook, filepath.Join(c.bin, "workbook")); err != nil {
		t.Fatal(err)
	}
	r := &reader{t: t, step: s, console: c}
	if out, err := exec.Command(workbook, "new", "--from", strconv.Itoa(s.number), c.root).CombinedOutput(); err != nil {
		t.Fatalf("workbook new: %v\n%s", err, out)
	}
	if err := r.Read(os.DirFS(c.root)); err != nil {
		t.Fatal(err)
	}
	return r
}

// follow types what fences show, and runs what they run.
func (r *reader) follow(fences []fence) {
	r.t.Helper()
	last := -1 // the last checkpoint
	for i, f := range fences {
		if _, ok := checkpointOf(f); ok {
			last = i
		}
	}
	if last < 0 {
		r.t.Fatalf("%s has no checkpoint", fences[0].Path)
	}
	for i := 0; i < len(fences); i++ {
		f := fences[i]
		switch {
		case isTyped(f):
			if err := r.Type(f); err != nil {
				r.t.Fatal(err)
			}
			continue
		case !isOwn(f):
			continue
		}
		own := []fence{f} // what follows without typing between is one session
		for i+1 < len(fences) && isOwn(fences[i+1]) && fences[i+1].Section == f.Section {
			i++
			own = append(own, fences[i])
		}
		if first := i - len(own) + 1; everyCheckpoint || first <= last && last <= i {
			r.save(f)
		}
		if everyCheckpoint {
			if err := r.runSection(own); err != nil {
				r.t.Error(err)
			}
		}
		for n, f := range own {
			cp, ok := checkpointOf(f)
			if isLast := i-len(own)+1+n == last; ok && cp.passes && (everyCheckpoint || isLast) {
				r.check(f, cp)
			}
		}
	}
	r.save(fences[len(fences)-1])
}

// save writes what is typed, which must build.
func (r *reader) save(f fence) {
	r.t.Helper()
	for _, entry := range []string{r.dir, r.dir + "/server"} { // what was deleted is gone
		old, _ := filepath.Glob(filepath.Join(r.root, entry, "*.go"))
		for _, name := range old {
			os.Remove(name)
		}
	}
	if err := r.Write(r.root); err != nil {
		r.t.Fatalf("%s:%d: before this fence: %v", f.Path, f.Line, err)
	}
	vet := exec.Command("go", "vet", "./"+r.dir+"/...")
	vet.Dir = r.root
	if out, err := vet.CombinedOutput(); err != nil {
		r.t.Fatalf("%s:%d: before this fence: go vet: %v\n%s", f.Path, f.Line, err, out)
	}
}

// A checkpoint is a console fence that runs cases of the chapter.
type checkpoint struct {
	cases   string // as workbook check has them: 2.1-2.8
	program string // the package of the server
	passes  bool   // all of them pass
	next    string // the case after them, which must fail; "" if it may pass, or there is none
}

var checkCommand = regexp.MustCompile(`^\$ workbook check ([\d.,-]+) -- go run \./(step\d\d_[a-z]+/server)$`)

// checkpointOf reads a console fence. It shows that its cases pass, unless it shows a
// case that fails. The words "may pass" in its info say that the next case may pass, since it fails
// by a race.
func checkpointOf(f fence) (checkpoint, bool) {
	if !isOwn(f) {
		return checkpoint{}, false
	}
	for _, line := range f.Body {
		m := checkCommand.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		cp := checkpoint{cases: m[1], program: m[2]}
		cp.passes = !slices.ContainsFunc(f.Body, func(line string) bool { return strings.Contains(line, "expected") })
		if !slices.Contains(f.Info, "may") {
			end := regexp.MustCompile(`(\d)\.(\d+)$`).FindStringSubmatch(m[1])
			n, _ := strconv.Atoi(end[2])
			cp.next = fmt.Sprintf("%s.%d", end[1], n+1)
		}
		return cp, true
	}
	return checkpoint{}, false
}

// check plays the cases of a checkpoint, which pass, and the next one, which does not.
func (r *reader) check(f fence, cp checkpoint) {
	r.t.Helper()
	server := filepath.Join(r.bin, "own-server")
	build := exec.Command("go", "build", "-o", server, "./"+cp.program)
	build.Dir = r.root
	if out, err := build.CombinedOutput(); err != nil {
		r.t.Fatalf("%s:%d: go build: %v\n%s", f.Path, f.Line, err, out)
	}
	play := func(cases string) ([]byte, error) {
		cmd := exec.Command(filepath.Join(r.bin, "workbook"), "check", cases, "--", server)
		cmd.Dir = r.root
		return cmd.CombinedOutput()
	}
	if out, err := play(cp.cases); err != nil {
		r.t.Errorf("%s:%d: the cases of the checkpoint: %v\n%s", f.Path, f.Line, err, out)
	}
	if cp.next == "" || !isCase(cp.next) {
		return
	}
	if out, err := play(cp.next); err == nil {
		r.t.Errorf("%s:%d: case %s passes already\n%s", f.Path, f.Line, cp.next, out)
	}
}

// isCase tells whether there is a case of this number.
func isCase(id string) bool {
	return slices.ContainsFunc(check.Specs(), func(s check.Spec) bool {
		return slices.ContainsFunc(s.Cases, func(c check.Case) bool { return c.ID == id })
	})
}

// compare wants the step's declarations to be those of the repository. Of its tests only some
// are typed.
func (r *reader) compare(want *typed.Module) {
	r.t.Helper()
	for _, dir := range []string{r.dir, r.dir + "/server"} {
		for _, difference := range typed.Compare(r.Decls(dir, false), want.Decls(dir, false)) {
			r.t.Errorf("%s: %s", dir, difference)
		}
	}
	tests, known := r.Decls(r.dir, true), want.Decls(r.dir, true)
	for key := range known {
		if _, ok := tests[key]; !ok {
			delete(known, key)
		}
	}
	for _, difference := range typed.Compare(tests, known) {
		r.t.Errorf("tests of %s: %s", r.dir, difference)
	}
}
