package server

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// README.md lists every command of the table, and no other.
func TestReadmeListsTheCommands(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(readme), "## Supported commands\n")
	section, _, _ = strings.Cut(section, "\nThe protocol is")
	var got []string
	for _, name := range regexp.MustCompile(`\b[A-Z]+\b`).FindAllString(strings.ReplaceAll(section, "CONFIG GET", "CONFIG"), -1) {
		got = append(got, strings.ToLower(name))
	}
	slices.Sort(got)
	if want := slices.Sorted(maps.Keys(newTable())); !slices.Equal(got, want) {
		t.Errorf("README.md lists\n%q\nwant\n%q", got, want)
	}
}
