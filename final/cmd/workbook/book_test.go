package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mini-redis/docs"
	"mini-redis/final/check"
)

const sample = `# 3. Sample

See [the start](00-start.md#top), [the code](../step03_store/store.go), ![a map](map.svg) and
[rapid](https://pkg.go.dev/pgregory.net/rapid).

## One

<details><summary>Answer</summary>Nearly always
less.</details>

~~~
<details><summary>No</summary>[a](03-b.md)
~~~

### Two

<details>
<summary>Two lines</summary>
stays as it is
</details>

<details><summary>The rest of the encoder</summary>

~~~
x := "</details>"
~~~

</details>

Checkpoint: ~workbook check 3.1-3.4~.

## Three

All: ~workbook check 3~, ~workbook check 2-3~, ~workbook check 3.1,3.6~, ~workbook check ex3.2 -- x~.
`

// What is folded stays folded until it is asked for, one part or all of them, and
// links lead where a reader without files can go.
func TestReadKeepsAnswersFolded(t *testing.T) {
	text := strings.ReplaceAll(sample, "~", "`")
	text = strings.Replace(text, "<details>\n<summary>Two lines", "<details open>\n<summary>Two lines", 1)
	folded, parts := fold(text, "3", false)
	want := strings.NewReplacer(
		"~", "`",
		"[the start](00-start.md#top), [the code](../step03_store/store.go), ![a map](map.svg)", "the start (workbook read 0), the code, a map",
		"<details><summary>Answer</summary>Nearly always\nless.</details>", "[+] Answer: workbook read 3 --open 1",
		"<details>\n<summary>Two", "<details open>\n<summary>Two",
		"<details><summary>The rest of the encoder</summary>\n\n~~~\nx := \"</details>\"\n~~~\n\n</details>", "[+] The rest of the encoder: workbook read 3 --open 2",
	).Replace(sample)
	if got := atHome(folded); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if want := []string{"Nearly always\nless.\n", "```\nx := \"</details>\"\n```\n"}; !slices.Equal(parts, want) {
		t.Errorf("got %q, want %q", parts, want)
	}
	open, _ := fold(text, "3", true)
	if want := "\n[Answer]\n\nNearly always\nless.\n"; !strings.Contains(open, want) || strings.Contains(open, "[+]") {
		t.Errorf("got\n%s\nwithout %q", open, want)
	}
}

// A case leads to the section whose checkpoint names it, not to one that plays a
// whole step.
func TestCheckpointsLeadToTheirSection(t *testing.T) {
	list := sections(strings.ReplaceAll(sample, "~", "`"))
	for id, want := range map[string]string{"3.1": "Two", "3.4": "Two", "3.5": "", "3.6": "Three", "ex3.2": "Three", "ex3.1": "", "2.1": ""} {
		got := ""
		if i := slices.IndexFunc(list, func(s section) bool { return s.leadsTo(id) }); i >= 0 {
			got = list[i].title
		}
		if got != want {
			t.Errorf("%s: got section %q, want %q", id, got, want)
		}
	}
	_, stdout, _ := workbook(t, "read", "ex3.2")
	if !strings.HasPrefix(stdout, "## Exercises\n") || !strings.Contains(stdout, "SETNX") {
		t.Errorf("got\n%s", stdout)
	}
	for _, spec := range check.Specs() {
		i := slices.IndexFunc(spec.Cases, func(c check.Case) bool { return sectionOf(c) == "" })
		if i < 0 {
			continue
		}
		whole, _ := chapter(fmt.Sprint(spec.Step))
		if _, stdout, _ := workbook(t, "read", spec.Cases[i].ID, "--all"); strings.Count(stdout, "\n#") != strings.Count(whole, "\n#") {
			t.Errorf("a case without a checkpoint doesn't get the chapter, but\n%s", stdout)
		}
	}
}

// read prints the section that the help of a case names, the first of those that lead
// to it: a later checkpoint plays the earlier cases again.
func TestReadPrintsTheSectionThatTheHelpNames(t *testing.T) {
	found := 0
	for _, spec := range check.Specs() {
		for _, c := range spec.Cases {
			title := sectionOf(c)
			if title == "" {
				continue
			}
			found++
			_, stdout, _ := workbook(t, "read", c.ID)
			if got, _, _ := strings.Cut(stdout, "\n"); strings.TrimLeft(got, "# ") != title {
				t.Errorf("%s: got section %q, want %q", c.ID, got, title)
			}
		}
	}
	if found == 0 {
		t.Error("no case has a section")
	}
}

// Every chapter can be read, from its title to its end, with all that it has outside
// of links.
func TestReadPrintsTheChapters(t *testing.T) {
	files, err := filepath.Glob("../../../docs/0*.md")
	if err != nil || len(files) < 9 {
		t.Fatalf("%d chapters, %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		number := filepath.Base(file)[1:2]
		code, stdout, stderr := workbook(t, "read", number, "--all")
		if code != exitOK || stderr != "" {
			t.Errorf("read %s: exit code %d, errors %q", number, code, stderr)
		}
		rest := stdout
		for line := range strings.Lines(string(text)) {
			if strings.Contains(line, "](") || strings.Contains(line, "details>") {
				continue
			}
			_, after, ok := strings.Cut(rest, line)
			if !ok {
				t.Errorf("%s: not printed, or not in its place: %s", file, line)
				break
			}
			rest = after
		}
		if strings.Contains(stdout, ".md)") || strings.Contains(stdout, "details>") {
			t.Errorf("%s: a link to a file is left, or a mark", file)
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

// What the chapter shows is what happens with step 3's server, or else with one that
// takes each read for a command. Only times and suffixes differ, and replies may take longer than 2 s.
// Where a command comes in two pieces, the server reads ten bytes at once, the length of the first: a busy
// machine may bring it both in one read.
func TestChapterShowsWhatHappens(t *testing.T) {
	t.Parallel()
	all := transcripts(t)
	if len(all) < 2 {
		t.Fatalf("the chapter shows %d commands", len(all))
	}
	varies := regexp.MustCompile(`"took_ms":\d+|-[0-9a-f]{8}\b`)
	for _, shown := range all {
		typed, _, ok := strings.Cut(shown[0], " -- go run ")
		if !ok {
			t.Errorf("%q doesn't start a server", shown[0])
			continue
		}
		behaviour := "one read"
		switch {
		case strings.HasPrefix(typed, "check 2.9 "):
			behaviour = "one read of ten bytes"
		case strings.HasPrefix(typed, "check 3."):
			behaviour = "step 3"
		}
		args := append(strings.Fields(typed), "--timeout", "5s")
		_, stdout, stderr := workbook(t, append(args, server(t, behaviour)...)...)
		stdout = strings.ReplaceAll(stdout, "within 5s", "within 2s")
		got, want := varies.ReplaceAllString(stdout, ""), varies.ReplaceAllString(shown[1], "")
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
