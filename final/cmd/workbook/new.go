package main

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"text/template"
)

// skeleton has the files of a learner's module, step 1 among them. Their names
// end with .txt, so that they are none of this module.
//
//go:embed template
var skeleton embed.FS

// lastStep is the last step of the ladder.
const lastStep = 6

func runNew(_ context.Context, args []string, sh shell) (int, error) {
	flags := newFlags()
	from := flags.Int("from", 1, "")
	path := flags.String("module", "mini-redis", "")
	names, err := parseMixed(flags, args)
	switch {
	case err != nil:
		return 0, err
	case len(names) != 1:
		return 0, errors.New("name a directory for your module, such as ../my-redis")
	case *from < 1 || *from > lastStep+1:
		return 0, fmt.Errorf("--from %d is no step: there are 1 to %d, and %d is after the last", *from, lastStep, lastStep+1)
	case !modulePath.MatchString(*path):
		return 0, fmt.Errorf("--module %s is no module path, such as example.com/my-redis", *path)
	}
	dir := names[0]
	if err := mayCreate(dir); err != nil {
		return complain(sh, err), nil
	}
	m := module{*path, *from}
	for name, text := range m.files() {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			return complain(sh, err), nil
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			return complain(sh, err), nil
		}
	}
	m.greet(sh, dir)
	return exitOK, nil
}

// modulePath finds what can be a module's path. The go command is stricter, and
// says so.
var modulePath = regexp.MustCompile(`^[A-Za-z0-9][\w.~-]*(/[\w.~-]+)*$`)

// moduleLine is what the go.mod of this workbook, and of what new writes, has.
var moduleLine = regexp.MustCompile(`(?m)^module\s+"?mini-redis"?\s*(//.*)?$`)

// mayCreate tells why dir can't become a module: something is there, or it lies
// in the workbook, whose tests read every Go file below it.
func mayCreate(dir string) error {
	switch entries, err := os.ReadDir(dir); {
	case err == nil && len(entries) > 0:
		return fmt.Errorf("%s is not empty: name a directory that is, or one that isn't there yet", dir)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	}
	path, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	for parent := filepath.Dir(path); ; parent = filepath.Dir(parent) {
		text, err := os.ReadFile(filepath.Join(parent, "go.mod"))
		if err == nil && moduleLine.Match(text) {
			return fmt.Errorf("%s lies in the module mini-redis at %s: name a directory outside, such as %s",
				dir, parent, filepath.Join(filepath.Dir(parent), "my-redis"))
		}
		if parent == filepath.Dir(parent) {
			return nil
		}
	}
}

// A module is what a learner starts with: the steps before Step finished, and
// of Step what builds.
type module struct {
	Module string // its path
	Step   int    // 1 to 7
}

// Before is the last finished step.
func (m module) Before() int { return m.Step - 1 }

// Finished says which steps are finished.
func (m module) Finished() string {
	switch m.Before() {
	case 1:
		return "Step 1 is finished"
	case 2:
		return "Steps 1 and 2 are finished"
	}
	return fmt.Sprintf("Steps 1 to %d are finished", m.Before())
}

// Dir is the directory of the step to work on.
func (m module) Dir() string { return stepDir(min(m.Step, lastStep)) }

// Next is that of the step after it.
func (m module) Next() string { return stepDir(m.Step + 1) }

// files returns the text of each file by its path in the module.
func (m module) files() map[string]string {
	files := map[string]string{}
	err := fs.WalkDir(skeleton, "template", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := skeleton.ReadFile(name)
		files[strings.TrimSuffix(strings.TrimPrefix(name, "template/"), ".txt")] = string(text)
		return err
	})
	if err != nil {
		panic(err) // the files are embedded
	}
	for _, name := range []string{"go.mod", "README.md"} {
		files[name] = m.fill(files[name])
	}
	for step := 1; step < m.Step; step++ {
		for _, a := range answersOf(step) {
			files[a.path] = a.code
		}
	}
	if 1 < m.Step && m.Step <= lastStep {
		files[m.Dir()+"/server/main.go"] = m.program(files[stepDir(m.Before())+"/server/main.go"])
	}
	for name, text := range files {
		if strings.HasSuffix(name, ".go") {
			files[name] = strings.ReplaceAll(text, `"mini-redis/step`, `"`+m.Module+"/step")
		}
	}
	return files
}

// program returns the program of the step to work on, made of that of the step
// before it.
func (m module) program(before string) string {
	_, text, _ := strings.Cut(before, "\n") // the package comment is one line
	if m.Step == lastStep {
		// Without the flags that its cases set it wouldn't start at all.
		text = strings.Replace(text, "\tflag.Parse()\n", "\tflag.Int(\"max-conns\", 0, \"most connections served at once; not used yet\")\n"+
			"\tflag.Duration(\"grace\", 0, \"time that commands under way have at the end; not used yet\")\n\tflag.Parse()\n", 1)
	}
	return fmt.Sprintf("// Command server is going to run step %d's server. It still runs step %d's.\n%s", m.Step, m.Before(), text)
}

func (m module) fill(text string) string {
	var b strings.Builder
	t, err := template.New("").Parse(text)
	if err == nil {
		err = t.Execute(&b, m)
	}
	if err != nil {
		panic(err) // the text is embedded
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// greet says what there is and what to type first.
func (m module) greet(sh shell, dir string) {
	has, part := "It builds, accepts clients, and closes each connection at once", fmt.Sprintf(" %d", m.Step)
	end := fmt.Sprintf("It fails, and says what to do. The chapter: workbook read %d. README.md has more.", m.Step)
	switch {
	case m.Step > lastStep:
		has, part = m.Finished(), ""
		end = "It passes. What comes next: workbook read 7."
	case m.Step > 1:
		has = fmt.Sprintf("%s, and step %d still does what step %d can do", m.Finished(), m.Step, m.Before())
	}
	fmt.Fprintf(sh.stdout, "Your server is in %s. %s.\nType there:\n\n", dir, has)
	fmt.Fprintf(sh.stdout, "  cd %s\n  workbook check%s -- go run ./%s/server\n\n%s\n", dir, part, m.Dir(), end)
}
