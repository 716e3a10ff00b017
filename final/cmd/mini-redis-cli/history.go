package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mini-redis/final/resp"
)

// historyLimit is how many lines are kept.
const historyLimit = 1000

// A history holds the lines typed, oldest first, and keeps them in a file. It is a
// term.History. A file that cannot be read or written is no error: the lines then
// live as long as the program.
type history struct {
	lines []string
	path  string // "" for no file
}

// historyPath returns the place of the file: $MINI_REDIS_CLI_HISTORY, or the file
// mini-redis-cli-history in $XDG_STATE_HOME, or .mini-redis-cli-history in the home
// directory. It returns "" for none, which is also what "off" in the first one means.
func historyPath(getenv func(string) string) string {
	switch path := getenv("MINI_REDIS_CLI_HISTORY"); path {
	case "":
	case "off", os.DevNull:
		return ""
	default:
		return path
	}
	if state := getenv("XDG_STATE_HOME"); filepath.IsAbs(state) {
		return filepath.Join(state, "mini-redis-cli-history")
	}
	home := getenv("HOME")
	if home == "" {
		home = getenv("USERPROFILE")
	}
	if home == "" {
		return ""
	}
	return filepath.Join(home, ".mini-redis-cli-history")
}

// openHistory reads the file, shortens it to the limit and closes it to other users.
func openHistory(path string) *history {
	h := &history{path: path}
	text, err := os.ReadFile(path)
	if path == "" || err != nil {
		return h
	}
	h.lines = strings.FieldsFunc(string(text), func(r rune) bool { return r == '\n' })
	os.Chmod(path, 0o600)
	if over := len(h.lines) - historyLimit; over > 0 {
		h.lines = slices.Clone(h.lines[over:])
		os.WriteFile(path, []byte(strings.Join(h.lines, "\n")+"\n"), 0o600)
	}
	return h
}

// Add stores a line, but for empty ones, repetitions of the line before, and those
// with a password in them. Several programs may add to the same file.
func (h *history) Add(line string) {
	if strings.TrimSpace(line) == "" || len(h.lines) > 0 && h.lines[len(h.lines)-1] == line || isSecret(line) {
		return
	}
	h.lines = append(h.lines, line)
	if len(h.lines) > historyLimit {
		h.lines = h.lines[1:]
	}
	if h.path == "" {
		return
	}
	if file, err := os.OpenFile(h.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600); err == nil {
		file.WriteString(line + "\n")
		file.Close()
	}
}

// Len is the number of lines.
func (h *history) Len() int { return len(h.lines) }

// At returns a line, 0 being the latest.
func (h *history) At(i int) string { return h.lines[len(h.lines)-1-i] }

// isSecret reports whether a line may hold a password: AUTH, HELLO … AUTH, ACL
// SETUSER, MIGRATE … AUTH or AUTH2, and CONFIG SET of a setting that is one. In doubt it
// does, as for a line with unbalanced quotes that is cut at its spaces instead.
func isSecret(line string) bool {
	args, ok := resp.SplitInline(strings.ToLower(line))
	if !ok {
		args = strings.Fields(strings.ToLower(strings.NewReplacer(`"`, "", `'`, "").Replace(line)))
	}
	_, args = repeatCount(args)
	if len(args) < 2 {
		return false
	}
	switch args[0] {
	case "auth":
		return true
	case "hello", "migrate":
		return slices.Contains(args[1:], "auth") || slices.Contains(args[1:], "auth2")
	case "acl":
		return args[1] == "setuser"
	case "config":
		return args[1] == "set" && slices.ContainsFunc(args[2:], func(arg string) bool {
			return strings.Contains(arg, "pass") || arg == "masterauth" || arg == "masteruser"
		})
	}
	return false
}
