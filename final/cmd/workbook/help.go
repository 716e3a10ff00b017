package main

import (
	"embed"
	"fmt"
)

// help has what --help says: all.txt, and a file for each command.
//
//go:embed help/*.txt
var help embed.FS

// helpFor returns the help for a command, "" for none if there is no such
// command. Without a name it is the overview.
func helpFor(name string) string {
	if name == "" {
		name = "all"
	}
	text, err := help.ReadFile("help/" + name + ".txt")
	if err != nil {
		return ""
	}
	return string(text)
}

func printHelp(names []string, sh shell) int {
	name := ""
	if len(names) > 0 {
		name = names[0]
	}
	text := helpFor(name)
	if text == "" {
		return complain(sh, fmt.Errorf("there is no command %q (see workbook --help)", name))
	}
	fmt.Fprint(sh.stdout, text)
	return exitOK
}
