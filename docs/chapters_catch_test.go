package docs_test

import (
	"errors"
	"fmt"
	"os/exec"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestPageRulesCatchViolations(t *testing.T) {
	words := func(n int) string { return strings.Repeat("word ", n) }
	book := func(change func(files map[string]string)) map[string]string {
		files := map[string]string{"README.md": "[start](docs/00-a.md)\n"}
		for n := range lastChapter + 1 {
			files[fmt.Sprintf("docs/%02d-a.md", n)] = words(minWords) + fmt.Sprintf("[next](%02d-a.md)\n", n+1)
		}
		change(files)
		return files
	}
	page := func(text string) map[string]string {
		return map[string]string{"docs/a.md": text, "step01_echo/a.go": "package echo\n", "docs/b.md": "# Über `x` & y\n\n## Two\n\n## Two\n\n<a id=\"here\"></a>\n"}
	}
	contract := func(text string) map[string]string {
		return map[string]string{
			"docs/06-a.md":           "# 6\n\n## What you will build\n" + text + "\n## A\n`CONFIG GET`\n\n```go step06_shutdown/a.go\n```\n",
			"step06_shutdown/doc.go": "// Package shutdown is step 6.\n//\n//   - I1. One.\npackage shutdown\n",
		}
	}
	picture := func(content string) map[string]string {
		return map[string]string{
			"docs/a.md":      "![a](img/a.svg)\n",
			"docs/img/a.svg": `<svg viewBox="0 0 640 9" aria-labelledby="title desc"><title id="title"></title><desc id="desc"></desc><style>prefers-color-scheme: dark</style>` + content,
		}
	}
	tests := []struct {
		name  string
		rule  pageRule
		files map[string]string
		want  string
	}{
		{"known fences", knownFences, page("```go quote a.go\n```\n\n```console\n```\n\n~~~text\n```\n~~~\n"), ""},
		{"go without file", knownFences, page("text\n\n```go\nx\n```\n"), "docs/a.md:3: a go fence needs the path"},
		{"spec without file", knownFences, page("text\n\n```spec\nx\n```\n"), "docs/a.md:3: a spec fence needs the path"},
		{"no language", knownFences, page("```\nx\n```\n"), "docs/a.md:1: a fence in \"\""},
		{"other language", knownFences, page("```json\nx\n```\n"), "in \"json\""},
		{"sh in the book", knownFences, page("```sh\nx\n```\n"), "use console"},
		{"sh in a README", knownFences, map[string]string{"README.md": "```sh\nx\n```\n"}, ""},
		{"typed code", knownFences, map[string]string{"docs/01-a.md": "In `step01_echo/a.go`:\n\n```go step01_echo/a.go\n```\n"}, ""},
		{"typed code in another chapter", knownFences, page("In `step01_echo/a.go`:\n\n```go step01_echo/a.go\n```\n"), "docs/a.md:3: step01_echo/a.go is typed in another chapter"},
		{"typed code whose file is not named above", knownFences, map[string]string{"docs/01-a.md": "In `a.go`:\n\n```go delete step01_echo/a.go\n```\n"}, "docs/01-a.md:3: the line above does not name step01_echo/a.go"},
		{"code that is neither typed nor quoted", knownFences, page("```go final/a.go\n```\n"), "needs the path"},
		{"fence without end", knownFences, page("```text\nx\n``\n"), "docs/a.md:1: the fence has no end"},

		{"code is the code", shownCode, page("```go quote step01_echo/a.go\npackage echo\n```\n"), ""},
		{"code is not the code", shownCode, page("```go quote step01_echo/a.go\npackage foo\n```\n"), "docs/a.md:2: line \"package foo\""},
		{"file is missing", shownCode, page("```go quote step01_echo/b.go\npackage foo\n```\n"), "docs/a.md:1: "},

		{"whole book", completeChapters, book(func(map[string]string) {}), ""},
		{"chapter missing", completeChapters, book(func(f map[string]string) { delete(f, "docs/07-a.md") }), "docs/07-*.md:1: the chapter is missing"},
		{"short chapter", completeChapters, book(func(f map[string]string) { f["docs/07-a.md"] = words(minWords - 1) }), "docs/07-a.md:1: has 699 words"},
		{"long chapter", completeChapters, book(func(f map[string]string) { f["docs/07-a.md"] = words(maxWords + 1) }), "has 1501 words"},
		{"fences do not count", completeChapters, book(func(f map[string]string) {
			f["docs/07-a.md"] = words(minWords-1) + "\n```text\n" + words(9) + "\n```\n<!-- " + words(9) + "-->"
		}), "has 699 words"},
		{"unlinked chapter", completeChapters, book(func(f map[string]string) { f["docs/03-a.md"] = words(minWords) }), "docs/04-a.md:1: neither"},
		{"linked from the README", completeChapters, book(func(f map[string]string) {
			f["docs/03-a.md"] = words(minWords)
			f["README.md"] += "\n[four]: docs/04-a.md#x\n"
		}), ""},

		{"whole contract", completeContracts, contract("`CONFIG GET pattern`, `ERR Protocol error`, `ERR unknown command`\n\n- **I1** one\n"), ""},
		{"contract without an error", completeContracts, contract("`CONFIG GET`\n\n- **I1** one\n"), "doesn't name the error \"ERR Protocol...\", which a case expects"},
		{"contract without a command", completeContracts, contract("CONFIG GET\n\n- **I1** one\n"), "docs/06-a.md:1: the contract doesn't name CONFIG, which a case sends"},
		{"contract without an option", completeContracts, contract("`CONFIG`\n\n- **I1** one\n"), "doesn't name CONFIG GET"},
		{"contract without an invariant", completeContracts, contract("`CONFIG GET`\n"), "lists the invariants [], and step06_shutdown/doc.go [I1]"},

		{"plain picture", plainPictures, picture("<text/>"), ""},
		{"picture without a title", plainPictures, map[string]string{"docs/img/a.svg": "<svg/>"}, "docs/img/a.svg:1: lacks <title"},
		{"picture that runs", plainPictures, picture("<script/>"), "contains <script"},
		{"picture of another style", plainPictures, map[string]string{"docs/img/a.svg": "<style>\na\n</style>", "docs/img/b.svg": "<style>\nb\n</style>"}, "docs/img/b.svg:1: has another style"},
		{"small text", plainPictures, picture(`<text font-size="13"/>`), "has text of 13 px"},
		{"picture that nobody shows", plainPictures, map[string]string{"docs/img/a.svg": ""}, "docs/img/a.svg:1: no chapter shows it"},

		{"links resolve", resolvingLinks, page("# Top\n[a](b.md) [b](b.md#über-x--y) [c](#top) [d](../step01_echo) [e](../step01_echo/ \"title\") [f](https://nowhere.example/) `[g](h)` [i](b.md#two-1) [j](b.md#here)\n"), ""},
		{"link to nowhere", resolvingLinks, page("\n[a](c.md)\n"), "docs/a.md:2: link \"c.md\" leads nowhere"},
		{"link definition to nowhere", resolvingLinks, page("[a]: c.md\n"), "leads nowhere"},
		{"link out of the repository", resolvingLinks, page("[a](../../b.md)\n"), "leads nowhere"},
		{"link from the root", resolvingLinks, page("[a](/docs/b.md)\n"), "leads nowhere"},
		{"link to no heading", resolvingLinks, page("[a](b.md#three)\n"), "names no heading"},
		{"link to a line of code", resolvingLinks, page("[a](../step01_echo/a.go#L1)\n"), "names no heading"},
		{"heading in a fence", resolvingLinks, page("[a](#b)\n```text\n# b\n```\n"), "names no heading"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fsys := mapFS(tt.files)
			all, err := pages(fsys)
			if err != nil {
				t.Fatal(err)
			}
			expectFinding(t, tt.rule(fsys, all), tt.want)
		})
	}
}

func TestPromisedErrors(t *testing.T) {
	for _, tt := range []struct {
		span, want string
		promised   bool
	}{
		{"ERR syntax error", "ERR syntax error", true},
		{"ERR syntax error", "ERR syntax", false},
		{"ERR unknown command '…', with args beginning with: …", "ERR unknown command 'NOSUCH', with args beginning with: 'x' ", true},
		{"ERR unknown command '…', with args beginning with: …", "ERR unknown command 'NOSUCH'...", true},
		{"ERR unknown command '…', with args beginning with: …", "ERR unknown subcommand...", false},
		{"ERR …", "ERR (a", true},
		{"ERR (a", "ERR (a", true},
	} {
		if got := promises(tt.span, tt.want); got != tt.promised {
			t.Errorf("%q promises %q: %t, want %t", tt.span, tt.want, got, tt.promised)
		}
	}
}

func TestFencesAreParsed(t *testing.T) {
	p := parsePage("a.md", "# A\n- item\n  ```go x.go\n  a\n    b\n\n  ```\n## B\n````console final two words\n```\n````\n")
	want := []fence{
		{Path: "a.md", Line: 3, Section: "A", Before: "- item", Info: []string{"go", "x.go"}, Body: []string{"a", "  b", ""}},
		{Path: "a.md", Line: 9, Section: "B", Before: "## B", Info: []string{"console", "final", "two", "words"}, Body: []string{"```"}},
	}
	if !reflect.DeepEqual(p.Fences, want) {
		t.Errorf("got %+v\nwant %+v", p.Fences, want)
	}
}

func TestContracts(t *testing.T) {
	const file = "package x\n\n// F adds.\nfunc F(a int) int {\n\tif a > 0 {\n\t\treturn 1\n\t}\n\n\treturn 2\n}\n\nfunc G() {\n\treturn\n}\n"
	tests := []struct {
		name, fence string
		want        string // in the error, "" for none
	}{
		{"whole function", "// F adds.\nfunc F(a int) int {\n\tif a > 0 {\n\t\treturn 1\n\t}\n\n\treturn 2\n}", ""},
		{"blank ends", "\n\nfunc G() {\n\treturn\n}\n\n", ""},
		{"trailing blanks", "func G() {  \n\treturn\t\n}", ""},
		{"elided lines", "func F(a int) int {\n\t// ...\n\treturn 2\n}", ""},
		{"elided between functions", "func F(a int) int {\n// ...\n}\n\n// ...\n\nfunc G() {", ""},
		{"nothing elided", "func G() {\n\t// ...\n\treturn\n}", ""},
		{"elided ends", "// ...\nfunc G() {\n// ...", ""},
		{"dedented", "if a > 0 {\n\treturn 1\n}\n\nreturn 2", ""},
		{"second occurrence", "}\n\nfunc G() {", ""},
		{"changed line", "func F(a int) int {\n\tif a > 1 {", `docs/a.md:12: line "\tif a > 1 {" is not in x.go after its line 4 "func F(a int) int {"`},
		{"unknown first line", "func H() {", `docs/a.md:11: line "func H() {" is not in x.go at its beginning`},
		{"left out line", "func G() {\n}", `docs/a.md:12: line "}" is not in x.go after its line 12 "func G() {"`},
		{"left out blank line", "}\nfunc G() {", `line "func G() {" is not in x.go after its line`},
		{"wrong order", "func G() {\n// ...\nfunc F(a int) int {", `docs/a.md:13: line "func F(a int) int {" is not in x.go after its line 12 "func G() {"`},
		{"part of a line", "func F(a int)", "is not in x.go"},
		{"spaces for a tab", "func G() {\n    return", `line "    return" is not`},
		{"uneven dedent", "if a > 0 {\nreturn 1", `line "return 1" is not`},
		{"past the end", "func G() {\n\treturn\n}\n// ...\n}", `docs/a.md:15: line "}" is not in x.go after its line 14`},
		{"nothing", "// ...\n\n", "docs/a.md:10: the fence shows nothing of x.go"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := parsePage("docs/a.md", strings.Repeat("\n", 9)+"```go quote x.go\n"+tt.fence+"\n```\n")
			expectError(t, checkContract(mapFS(map[string]string{"x.go": file}), p.Fences[0]), tt.want)
		})
	}
}

func TestExpectedOutput(t *testing.T) {
	tests := []struct {
		want           string // lines
		got            string
		begins, equals bool
	}{
		{"a\nb", "a\nb\n", true, true},
		{"a", "a\nb\n", true, false},
		{"a\nb", "a\n", false, false},
		{"a", "ab\n", false, false},
		{"...\nb", "a\na\nb\n", true, true},
		{"...\nb", "b\n", true, true},
		{"a\n...", "a\nx\ny\n", true, true},
		{"a\n...\nb", "a\nx\n", false, false},
		{"time=... msg=x", "time=12:00 msg=x\n", true, true},
		{"time=... msg=x", "time=12:00\nmsg=x\n", false, false},
		{"a.c", "abc\n", false, false},
		{"", "\n", true, true},
	}
	for _, tt := range tests {
		want := strings.Split(tt.want, "\n")
		if b, e := begins(want, tt.got), equals(want, tt.got); b != tt.begins || e != tt.equals {
			t.Errorf("%q against %q: begins %v, equals %v, want %v, %v", tt.want, tt.got, b, e, tt.begins, tt.equals)
		}
	}
}

func TestCommandsGetThePort(t *testing.T) {
	tests := []struct{ command, want string }{
		{"redis-cli -p 6379 PING", "redis-cli -p 1234 PING"},
		{"nc 127.0.0.1 6379", "nc 127.0.0.1 1234"},
		{"echo 16379", "echo 16379"},
		{"go run ./step03_store/server", "go run ./step03_store/server -addr 127.0.0.1:1234"},
		{"go run ./step03_store/server 2>&1 | head -1", "go run ./step03_store/server -addr 127.0.0.1:1234 2>&1 | head -1"},
		{"go run ./step03_store/server -addr 127.0.0.1:6379", "go run ./step03_store/server -addr 127.0.0.1:1234"},
		{"go run ./final", "go run ./final --port 1234"},
		{"go run ./final --port 6379", "go run ./final --port 1234"},
		{"go run ./final/cmd/mini-redis-server", "go run ./final/cmd/mini-redis-server --port 1234"},
		{"go run ./final/cmd/workbook", "go run ./final/cmd/workbook"},
		{"workbook check 1.1 -- go run ./step01_echo/server", "workbook check 1.1 -- go run ./step01_echo/server"},
	}
	for _, tt := range tests {
		if got := withPort(tt.command, "1234"); got != tt.want {
			t.Errorf("%q becomes %q, want %q", tt.command, got, tt.want)
		}
	}
	if got, want := asShown("at :1234 \r\n12345\nrest", "1234", false), "at :6379\n12345\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestFencesNameServerAndTerminal(t *testing.T) {
	tests := []struct{ info, server, terminal string }{
		{"console", "", ""},
		{"console final", "final", ""},
		{"console step05_pubsub first subscriber", "step05_pubsub", "first subscriber"},
		{"console client", "", "client"},
	}
	for _, tt := range tests {
		f := fence{Info: strings.Fields(tt.info)}
		if s, term := serverName(f), terminalName(f); s != tt.server || term != tt.terminal {
			t.Errorf("%q: server %q, terminal %q, want %q, %q", tt.info, s, term, tt.server, tt.terminal)
		}
	}
}

func TestMissingProgramsAreNamed(t *testing.T) {
	nothing := func(string) (string, error) { return "", exec.ErrNotFound }
	tests := []struct{ body, want string }{
		{"$ redis-cli", "redis-cli"},
		{"$ printf x | nc -N 127.0.0.1 6379", "nc"},
		{"$ echo hi\nnc", ""},
		{"$ rsync x", ""},
	}
	for _, tt := range tests {
		if got := missingProgram([]fence{{Body: strings.Split(tt.body, "\n")}}, nothing); got != tt.want {
			t.Errorf("%q needs %q, want %q", tt.body, got, tt.want)
		}
	}
}

// TestSessions runs small pages of one section.
func TestSessions(t *testing.T) {
	t.Parallel()
	c := newConsole(t)
	tests := []struct {
		name, page string
		want       string // in the error, "" for none
	}{
		{"exact output", "```console\n$ echo a; echo b >&2\na\nb\n$ true\n$ echo c\nc\n```\n", ""},
		{"wrong output", "```console\n$ echo a\na\n$ echo b\nc\n```\n", `a.md:5: want "c", got "b"`},
		{"output missing", "```console\n$ echo a\na\nb\n```\n", `a.md:4: the output ends before "b"`},
		{"output too much", "```console\n$ echo a; echo b\na\n```\n", `a.md:2: there is more output: "b"`},
		{"output of a silent command", "```console\n$ echo a\n```\n", `a.md:2: there is more output: "a"`},
		{"elided", "```console\n$ echo a; echo b; echo c\n...\nc\n```\n", ""},
		{"typed and left running", "```console\n$ cat\n> a\na\n> b\nb\n```\n", ""},
		{"typed at redis-cli's prompt", "```console\n$ cat\n127.0.0.1:6379> a\na\n```\n", ""},
		{"typed, answer differs", "```console\n$ cat\n> a\nb\n```\n", `a.md:4: want "b", got "a"`},
		{"interrupted", "```console\n$ trap 'echo bye; exit' INT; echo hi; while :; do sleep 0.1; done\nhi\n^C\nbye\n$ echo on\non\n```\n", ""},
		{"interrupted, says nothing", "```console\n$ trap 'exit' INT; echo hi; while :; do sleep 0.1; done\nhi\n^C\nbye\n```\n", `a.md:5: the output ends before "bye"`},
		{"two terminals", "```console one\n$ echo hi; cat\nhi\n```\n```console two\n$ echo ho\nho\n```\n```console one\n> again\nagain\n```\n", ""},
		{"a section has terminals of its own", "```console\n$ cat\n> a\na\n```\n## B\n```console\n> b\nb\n```\n", "a.md:8: nothing runs in this terminal yet"},
		{"nothing runs", "```console\na\n```\n", "a.md:2: nothing runs"},
		{"empty fence", "```console\n```\n", "a.md:1: the fence runs nothing"},
		{"runs the tests again", "```console\n$ go test ./...\n```\n", "a.md:1: the fence would run this test again"},
		{"server", "```console step01_echo\n$ redis-cli ECHO x\n1) \"ECHO\"\n2) \"x\"\n```\n", ""},
		{"server in a terminal", "```console\n$ go run ./step01_echo/server\n...\n```\n```console client\n$ redis-cli ECHO x\n1) \"ECHO\"\n2) \"x\"\n```\n", ""},
		{"server that fails", "```console step02_framing\n$ echo hi\nhi\n```\n", "a.md:1: the server ended before it listened"},
	}
	c.instead = map[string]string{"step02_framing": "false"}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if strings.Contains(tt.page, "redis-cli ") {
				if _, err := exec.LookPath("redis-cli"); err != nil {
					t.Skip("redis-cli is not installed")
				}
			}
			var errs []error
			for _, fences := range sections(parsePage("a.md", tt.page).Fences) {
				errs = append(errs, c.runSection(fences))
			}
			expectError(t, errors.Join(errs...), tt.want)
		})
	}
}

// TestHangingCommandsAreReported wants an error within the patience, and the
// processes gone.
func TestHangingCommandsAreReported(t *testing.T) {
	t.Parallel()
	c := newConsole(t)
	c.patience = 5 * time.Second
	tests := []struct{ name, body, want string }{
		{"prints nothing", "$ cat", "a.md:2: the command still runs after 5s: end it with ^C"},
		{"prints too little", "$ echo a; cat\na\nb", "a.md:4: the output ends before \"b\""},
		{"holds the terminal", "$ echo a; cat\na\n$ echo b\nb", "a.md:2: the command still runs"},
		{"ignores ^C", "$ trap '' INT; echo a; cat\na\n^C", "a.md:2: the command still runs"},
		{"says no more later", "$ cat\n> a\na\n```\n```console two\n$ echo ho\nho\n```\n```console\nb", "a.md:11: the output ends before \"b\""},
		{"elided too much", "$ echo a; echo b; cat\n...\nc", "a.md:4: no line is \"c\""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := parsePage("a.md", "```console\n"+tt.body+"\n```\n").Fences
			expectError(t, c.runSection(f), tt.want)
		})
	}
}

func expectError(t *testing.T, err error, want string) {
	t.Helper()
	switch {
	case want == "" && err != nil:
		t.Errorf("got error %v, want none", err)
	case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
		t.Errorf("got error %v, want one with %q", err, want)
	}
}

func TestUnansweredQuestionsAreCaught(t *testing.T) {
	const (
		typing     = "In `step01_echo/a.go`:\n\n```go step01_echo/a.go\n```\n\n"
		checkpoint = "```console my-redis\n$ workbook check 1.1 -- go run ./step01_echo/server\n```\n\n"
		answer     = "\n<details><summary>Answer</summary>\n</details>\n\n"
		hint       = "\n<details><summary>Hint</summary>\n</details>\n\n"
	)
	prediction, question := "**Predict.** What?"+answer, "**1.** Why?"+answer
	exercise := "**Core.** Do it." + hint + answer
	chapter := func(change func(string) string) map[string]string {
		return map[string]string{"docs/01-a.md": change("## One\n\n" + typing + strings.Repeat(prediction, 2) + strings.Repeat(checkpoint, 4) +
			"## Check yourself\n\n" + strings.Repeat(question, 4) + "## Exercises\n\n" + strings.Repeat(exercise, 3))}
	}
	replace := func(old, new string) func(string) string {
		return func(text string) string { return strings.Replace(text, old, new, 1) }
	}
	tests := []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"all answered", chapter(func(text string) string { return text }), ""},
		{"a chapter that is not typed", chapter(func(string) string { return "text\n" }), ""},
		{"prediction without an answer", chapter(replace(answer, "\n")), `"**Predict.** What?" has the folds [] behind it`},
		{"question without an answer", chapter(replace("Why?"+answer, "Why?\n")), `"**1.** Why?" has the folds []`},
		{"exercise without a hint", chapter(replace(hint, "\n")), `has the folds ["Answer"] behind it, want ["Hint" "Answer"]`},
		{"too few predictions", chapter(replace(prediction, "")), "has 1 predictions, want 2 to 4"},
		{"too few checkpoints", chapter(replace(checkpoint, "")), "has 3 checkpoints"},
		{"a case that fails is no checkpoint", chapter(replace("server\n```", "server\n  expected  x\n```")), "has 3 checkpoints"},
		{"too few questions", chapter(replace(question, "")), "has 3 questions"},
		{"too few exercises", chapter(replace(exercise, "")), "has 2 exercises"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fsys := mapFS(tt.files)
			all, err := pages(fsys)
			if err != nil {
				t.Fatal(err)
			}
			expectFinding(t, answeredQuestions(fsys, all), tt.want)
		})
	}
}
