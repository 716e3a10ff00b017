package check

import (
	"debug/buildinfo"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// A goProgram is a program whose build Go has recorded in it, so that the calls in its
// stacks can be told from those of the libraries.
type goProgram struct {
	module string // the path of its main module, "" if it has none
	dir    string // where it runs: names of files are relative to it
}

// goProgramOf returns what Go has recorded in the file of a program, or false if it isn't
// written in Go.
func goProgramOf(file, dir string) (goProgram, bool) {
	info, err := buildinfo.ReadFile(file)
	if err != nil {
		return goProgram{}, false
	}
	if dir, err = filepath.Abs(dir); err != nil {
		dir = ""
	}
	return goProgram{info.Main.Path, dir}, true
}

// executable returns the file that a process runs. Where the system doesn't tell,
// that is the one which was started.
func executable(p *os.Process, started string) string {
	if file := fmt.Sprintf("/proc/%d/exe", p.Pid); isFile(file) {
		return file
	}
	return started
}

func isFile(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// A call is one in a stack: a function, and the line where it stands.
type call struct {
	function string // with its package, such as main.(*store).set
	file     string
	line     int
}

var callPlace = regexp.MustCompile(`^\s+(.+):(\d+)(?: .*)?\s*$`)

// calls returns those of a stack as Go prints it, the innermost first: for each a line with the
// function, and an indented one with the place.
func calls(stack string) (list []call) {
	function := ""
	for line := range strings.Lines(stack) {
		if m := callPlace.FindStringSubmatch(line); m != nil && function != "" {
			n, _ := strconv.Atoi(m[2]) // digits
			list = append(list, call{function, m[1], n})
			function = ""
			continue
		}
		function = strings.TrimPrefix(strings.TrimSpace(line), "created by ")
		function, _, _ = strings.Cut(function, " in goroutine ")
		if strings.HasSuffix(function, ")") { // the arguments
			function = function[:strings.LastIndexByte(function, '(')]
		}
	}
	return list
}

// firstOwn returns the innermost call that the program's author has written.
func (p goProgram) firstOwn(list []call) (call, bool) {
	for _, c := range list {
		if p.owns(c.function) {
			return c, true
		}
	}
	return call{}, false
}

// owns tells whether a function is of the main module.
func (p goProgram) owns(function string) bool {
	if strings.HasPrefix(function, "main.") {
		return true
	}
	function = strings.ReplaceAll(function, "%2e", ".") // as Go writes a dot in the last part of a path
	return p.module != "" && (strings.HasPrefix(function, p.module+".") || strings.HasPrefix(function, p.module+"/"))
}

// place names the line of a call, such as "server/conn.go:33, in (*conn).serve".
func (p goProgram) place(c call) string {
	file := c.file
	if rel, err := filepath.Rel(p.dir, file); err == nil && p.dir != "" && len(rel) < len(file) {
		file = rel
	}
	function := c.function[strings.LastIndexByte(c.function, '/')+1:]
	_, function, _ = strings.Cut(function, ".")
	return fmt.Sprintf("%s:%d, in %s", file, c.line, function)
}
