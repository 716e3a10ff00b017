package main

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the steps' files into answers.txtar")

// Every file of the steps is an answer, tests aside, and every answer is such a
// file to the byte.
func TestAnswersAreTheFilesOfTheSteps(t *testing.T) {
	root := filepath.Join("..", "..", "..")
	files := map[string]string{}
	for _, pattern := range []string{"step0*/*.go", "step0*/server/*.go"} {
		names, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(pattern)))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			path, err := filepath.Rel(root, name)
			if err != nil {
				t.Fatal(err)
			}
			files[filepath.ToSlash(path)] = string(text)
		}
	}
	var archive strings.Builder
	archive.WriteString("A copy of the steps' files. See answers.go for how to write it anew.\n")
	listed := 0
	for line := range strings.Lines(index) {
		if path, _, ok := strings.Cut(line, "  "); ok {
			listed++
			archive.WriteString("-- " + path + " --\n" + files[path])
		}
	}
	if *update {
		if err := os.WriteFile("answers.txtar", []byte(archive.String()), 0o666); err != nil {
			t.Fatal(err)
		}
		code = archive.String()
	}
	for step := 1; step <= lastStep; step++ {
		for _, a := range answersOf(step) {
			if a.code != files[a.path] {
				t.Errorf("%s has changed: type go test ./final/cmd/workbook -run %s -update", a.path, t.Name())
			}
			delete(files, a.path)
			listed--
		}
	}
	for path := range files {
		t.Errorf("answers.txt doesn't name %s", path)
	}
	if listed != 0 || code != archive.String() {
		t.Errorf("answers.txt names %d files that aren't there, or answers.txtar has others", listed)
	}
}

// The index of a step shows no code; a case, a file or --all does.
func TestAnswerShowsCodeOnlyIfAsked(t *testing.T) {
	want := `The files of step 1, echo, in the order in which they read best:

  step01_echo/doc.go              what the server promises, numbered
  step01_echo/echo.go             what is done with one connection
  step01_echo/serve.go            a goroutine for each connection, and the end of them all
  step01_echo/accept.go           waiting for clients, and errors that pass by themselves
  step01_echo/run.go              listening, and the signals
  step01_echo/server/main.go      the program

workbook answer 1 echo.go prints one of them, workbook answer 1 --all prints them all.
`
	if code, stdout, stderr := workbook(t, "answer", "1"); code != exitOK || stdout != want || stderr != "" {
		t.Errorf("got exit code %d, errors %q, output\n%s\nwant\n%s", code, stderr, stdout, want)
	}

	file, err := os.ReadFile("../../../step01_echo/echo.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"echo.go", "step01_echo/echo.go"} {
		if code, stdout, stderr := workbook(t, "answer", "1", name); code != exitOK || stdout != string(file) || stderr != "" {
			t.Errorf("%s: got exit code %d, errors %q, output\n%s", name, code, stderr, stdout)
		}
	}

	for _, args := range [][]string{{"1", "--all"}, {"1.3"}} {
		code, stdout, _ := workbook(t, slices.Concat([]string{"answer"}, args)...)
		if header := "==> step01_echo/echo.go  what is done with one connection\n\n"; code != exitOK || !strings.Contains(stdout, header+string(file)) || strings.Count(stdout, "==> ") != 6 {
			t.Errorf("%v: got exit code %d, output\n%s", args, code, stdout)
		}
	}
}
