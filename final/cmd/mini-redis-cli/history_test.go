package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestHistoryOutlivesTheProgram(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history")
	h := openHistory(path)
	for _, line := range []string{"GET a", "GET a", "", "  ", "SET a \"1\n\"", "AUTH secret", "GET a"} {
		h.Add(strings.ReplaceAll(line, "\n", `\n`))
	}
	h = openHistory(path)
	h.Add("GET b")
	for _, h := range []*history{h, openHistory(path)} {
		var got []string
		for i := range h.Len() {
			got = append(got, h.At(i))
		}
		if want := []string{"GET b", "GET a", `SET a "1\n"`, "GET a"}; !slices.Equal(got, want) {
			t.Errorf("history is %q, want %q", got, want)
		}
	}
}

func TestHistoryIsClosedToOthers(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no permission bits")
	}
	dir := t.TempDir()
	created, opened := filepath.Join(dir, "created"), filepath.Join(dir, "opened")
	openHistory(created).Add("GET a")
	require.NoError(t, os.WriteFile(opened, []byte("GET a\n"), 0o644))
	openHistory(opened)
	for _, path := range []string{created, opened} {
		info, err := os.Stat(path)
		require.NoError(t, err)
		if mode := info.Mode().Perm(); mode != 0o600 {
			t.Errorf("%s has mode %o, want 600", filepath.Base(path), mode)
		}
	}
}

// The oldest lines go, in memory as in the file.
func TestHistoryIsLimited(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history")
	h := openHistory(path)
	for i := range historyLimit + 5 {
		h.Add(fmt.Sprint("GET ", i))
	}
	for _, h := range []*history{h, openHistory(path)} {
		if newest, oldest := h.At(0), h.At(h.Len()-1); h.Len() != historyLimit || newest != "GET 1004" || oldest != "GET 5" {
			t.Errorf("%d lines from %q to %q, want 1000 from GET 5 to GET 1004", h.Len(), oldest, newest)
		}
	}
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	if lines := strings.Count(string(text), "\n"); lines != historyLimit {
		t.Errorf("the file has %d lines, want %d", lines, historyLimit)
	}
}

func TestHistoryWorksWithoutAFile(t *testing.T) {
	for _, path := range []string{"", filepath.Join(t.TempDir(), "no", "such", "directory")} {
		h := openHistory(path)
		h.Add("GET a")
		if h.Len() != 1 || h.At(0) != "GET a" {
			t.Errorf("%q: the line is not there", path)
		}
	}
}

func TestHistoryPath(t *testing.T) {
	state := t.TempDir()
	for _, tt := range []struct {
		env  map[string]string
		want string
	}{
		{map[string]string{}, ""},
		{map[string]string{"HOME": "h"}, filepath.Join("h", ".mini-redis-cli-history")},
		{map[string]string{"USERPROFILE": "u"}, filepath.Join("u", ".mini-redis-cli-history")},
		{map[string]string{"HOME": "h", "XDG_STATE_HOME": state}, filepath.Join(state, "mini-redis-cli-history")},
		{map[string]string{"HOME": "h", "XDG_STATE_HOME": "relative"}, filepath.Join("h", ".mini-redis-cli-history")},
		{map[string]string{"HOME": "h", "MINI_REDIS_CLI_HISTORY": "file"}, "file"},
		{map[string]string{"HOME": "h", "MINI_REDIS_CLI_HISTORY": "off"}, ""},
	} {
		if got := historyPath(func(name string) string { return tt.env[name] }); got != tt.want {
			t.Errorf("%v: got %q, want %q", tt.env, got, tt.want)
		}
	}
}

func TestPasswordsStayOutOfTheHistory(t *testing.T) {
	for line, want := range map[string]bool{
		"AUTH secret":                            true,
		"auth default secret":                    true,
		`"AUTH" secret`:                          true,
		`AUTH "secret`:                           true, // refused, but the next attempt will be close to it
		`"AUTH "secret`:                          true,
		"3 AUTH secret":                          true,
		"+1 AUTH secret":                         true,
		"-1 AUTH secret":                         true, // refused, and corrected next
		"99999999999999999999 AUTH secret":       true,
		`"-1 AUTH secret`:                        true,
		"HELLO 3 AUTH default secret":            true,
		"HELLO 3 SETNAME me AUTH default secret": true,
		"hello 2 auth default secret":            true,
		"CONFIG SET requirepass secret":          true,
		"config set maxclients 5 requirepass s":  true,
		"CONFIG SET masterauth secret":           true,
		"CONFIG SET tls-key-file-pass secret":    true,
		"ACL SETUSER me >secret":                 true,
		"MIGRATE h 1 k 0 1 AUTH secret":          true,
		"MIGRATE h 1 k 0 1 AUTH2 me secret":      true,
		"AUTH":                                   false,
		"HELLO 3":                                false,
		"HELLO 3 SETNAME me":                     false,
		"CONFIG GET requirepass":                 false,
		"CONFIG SET maxclients 5":                false,
		"CONFIG":                                 false,
		"ACL WHOAMI":                             false,
		"SET auth 1":                             false,
		"3 PING":                                 false,
		"GET secret":                             false,
		"MIGRATE h 1 k 0 1 REPLACE":              false,
		"SUBSCRIBE auth":                         false,
	} {
		if got := isSecret(line); got != want {
			t.Errorf("%s: secret is %v, want %v", line, got, want)
		}
	}
}
