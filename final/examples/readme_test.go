package examples_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"mini-redis/final/server"
)

// TestREADMETellsHowToImportTheClient takes the program and the commands from the
// section of README.md, and does with them what a reader would, in a module elsewhere.
func TestREADMETellsHowToImportTheClient(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	require.NoError(t, err)
	program := fence(t, string(readme), "go")
	commands := fence(t, string(readme), "sh")
	addr, _ := serve(t, new(server.Server))
	root, err := filepath.Abs(filepath.Join("..", ".."))
	require.NoError(t, err)
	module := t.TempDir()
	require.Contains(t, program, `"127.0.0.1:6379"`)
	program = strings.ReplaceAll(program, "127.0.0.1:6379", addr)
	require.NoError(t, os.WriteFile(filepath.Join(module, "main.go"), []byte(program), 0o600))
	// With the checksums that this module trusts, go mod tidy asks no database for them,
	// so it needs no network.
	sums, err := os.ReadFile(filepath.Join(root, "go.sum"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(module, "go.sum"), sums, 0o600))

	var output string
	for line := range strings.Lines(commands) {
		words := strings.Fields(line)
		for i, word := range words {
			words[i] = strings.Replace(word, "../mini-redis", root, 1)
		}
		cmd := exec.Command(words[0], words[1:]...)
		cmd.Dir = module
		cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off")
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%q: %s", words, out)
		output = string(out)
	}
	require.Equal(t, "visit 1\n", output, "the last command, go run")
}

// fence returns what the one fence in this language holds in README.md's section about
// the client library.
func fence(t *testing.T, readme, language string) string {
	t.Helper()
	readme = strings.ReplaceAll(readme, "\r\n", "\n")
	section := regexp.MustCompile(`(?s)\n## Use the client library\n(.*?)\n## `).FindStringSubmatch(readme)
	require.NotNil(t, section, "README.md has no such section")
	found := regexp.MustCompile("(?ms)^```"+language+"\\b[^\n]*\n(.*?)^```$").FindAllStringSubmatch(section[1], -1)
	require.Len(t, found, 1, "fences in %s", language)
	return found[0][1]
}
