package server

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

// update makes the test below write what it would compare:
//
//	go test ./final/server -run TestDocumentationListsTheCommands -update
var update = flag.Bool("update", false, "write the lists of commands into README.md and docs/commands.md")

// The lists of commands in README.md and in docs/commands.md are those of the table.
func TestDocumentationListsTheCommands(t *testing.T) {
	for _, list := range []struct {
		file, before, after string // the list stands between these two texts
		text                string
	}{
		{"../../README.md", "## Supported commands\n\n", "\n[docs/commands.md]", briefList()},
		{"../../docs/commands.md", "<!-- from the command table -->\n", "<!-- end -->\n", fullList()},
	} {
		page, err := os.ReadFile(list.file)
		if err != nil {
			t.Fatal(err)
		}
		head, rest, found := strings.Cut(string(page), list.before)
		got, tail, ended := strings.Cut(rest, list.after)
		if !found || !ended {
			t.Errorf("%s: no list between %q and %q", list.file, list.before, list.after)
			continue
		}
		if *update {
			page := head + list.before + list.text + list.after + tail
			if err := os.WriteFile(list.file, []byte(page), 0o644); err != nil {
				t.Fatal(err)
			}
		} else if got != list.text {
			t.Errorf("%s: the list of commands is\n%s\nwant\n%s", list.file, got, list.text)
		}
	}
}

var groupTitles = []struct {
	group group
	title string
}{
	{groupConnection, "Connection"}, {groupString, "Strings"}, {groupGeneric, "Keys"}, {groupPubSub, "Pub/sub"}, {groupServer, "Server"},
}

// briefList has a line for each group.
func briefList() string {
	var b strings.Builder
	for _, g := range groupTitles {
		fmt.Fprintf(&b, "- %s:", g.title)
		for _, cmd := range declarations() {
			if cmd.group != g.group {
				continue
			}
			b.WriteString(" " + strings.ToUpper(cmd.name))
			var subs []string
			for _, sub := range cmd.sub {
				subs = append(subs, strings.ToUpper(sub.name))
			}
			if subs != nil {
				b.WriteString(" (" + strings.Join(subs, " ") + ")")
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

// fullList has a table for each group.
func fullList() string {
	var b strings.Builder
	for _, g := range groupTitles {
		fmt.Fprintf(&b, "\n## %s\n\n| command | does | in Redis since |\n|---|---|---|\n", g.title)
		for _, cmd := range declarations() {
			if cmd.group != g.group {
				continue
			}
			if cmd.run != nil {
				writeRow(&b, cmd.name, cmd)
			}
			for _, sub := range cmd.sub {
				writeRow(&b, cmd.name+" "+sub.name, sub)
			}
		}
	}
	b.WriteString("\n")
	return b.String()
}

func writeRow(b *strings.Builder, name string, cmd command) {
	usage := strings.TrimSpace(strings.ToUpper(name) + " " + cmd.syntax)
	fmt.Fprintf(b, "| `%s` | %s | %s |\n", strings.ReplaceAll(usage, "|", `\|`), cmd.summary, cmd.since)
}
