package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"mini-redis/docs"
)

// read prints each chapter as it is in docs.
func TestReadPrintsTheChapters(t *testing.T) {
	files, err := filepath.Glob("../../../docs/0*.md")
	if err != nil || len(files) < 9 {
		t.Fatalf("%d chapters, %v", len(files), err)
	}
	for _, file := range files {
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		number := filepath.Base(file)[1:2]
		if code, stdout, stderr := workbook(t, "read", number); code != exitOK || stdout != string(want) {
			t.Errorf("read %s: exit code %d, errors %q, not the chapter", number, code, stderr)
		}
	}
}

// transcripts returns the fences of the chapter on this command that show one of
// its commands: what is typed, and what comes.
func transcripts(t *testing.T) (list [][2]string) {
	t.Helper()
	text, err := docs.Chapters.ReadFile("08-your-own.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range strings.Split(string(text), "\n```text\n$ workbook ")[1:] {
		typed, rest, _ := strings.Cut(part, "\n")
		shown, _, ok := strings.Cut(rest, "```\n")
		if !ok {
			t.Fatalf("the fence of %q has no end", typed)
		}
		list = append(list, [2]string{typed, shown})
	}
	return list
}

// What the chapter shows is what happens with a server that takes each read for
// a command. Only times differ. Where a command comes in two pieces, the server reads
// ten bytes at once, the length of the first: a busy machine may bring it both in one read.
func TestChapterShowsWhatHappens(t *testing.T) {
	all := transcripts(t)
	if len(all) < 2 {
		t.Fatalf("the chapter shows %d commands", len(all))
	}
	took := regexp.MustCompile(`"took_ms":\d+`)
	for _, shown := range all {
		typed, _, ok := strings.Cut(shown[0], " -- go run ")
		if !ok {
			t.Errorf("%q doesn't start a server", shown[0])
			continue
		}
		behaviour := "one read"
		if strings.HasPrefix(typed, "check 2.9 ") {
			behaviour = "one read of ten bytes"
		}
		_, stdout, stderr := workbook(t, append(strings.Fields(typed), server(t, behaviour)...)...)
		got, want := took.ReplaceAllString(stdout, ""), took.ReplaceAllString(shown[1], "")
		if got != want || stderr != "" {
			t.Errorf("%s\ngot\n%s%s\nwant\n%s", typed, got, stderr, want)
		}
	}
}

// Every command that a reader is told to type exists.
func TestPlacesThatNameCommandsAreRight(t *testing.T) {
	text, err := docs.Chapters.ReadFile("08-your-own.md")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := skeleton.ReadFile("template/README.md.txt")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("(?:`|\n    )workbook ([a-z]+)")
	found := 0
	for _, page := range []string{string(text), string(readme)} {
		for _, m := range named.FindAllStringSubmatch(page, -1) {
			found++
			if commandOf(m[1]) == nil {
				t.Errorf("there is no command %q", m[1])
			}
		}
	}
	if found < 8 {
		t.Errorf("%d commands are named", found)
	}
}
