package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// newModule writes a learner's module and returns where it is.
func newModule(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "my-redis")
	code, stdout, stderr := workbook(t, "new", dir)
	require.Equal(t, exitOK, code, stderr)
	require.Contains(t, stdout, "workbook check 1 -- go run ./step01_echo/server")
	return dir
}

// offline keeps the go command from the network and from modules that it has
// downloaded before.
func offline(t *testing.T) {
	t.Helper()
	t.Setenv("GOPROXY", "off")
	t.Setenv("GOFLAGS", "-mod=mod")
	t.Setenv("GOMODCACHE", t.TempDir())
}

// A module that has just been written compiles without the network, and its
// first check names the first thing to do.
func TestNewModuleFailsItsFirstCaseWithAReason(t *testing.T) {
	dir := newModule(t)
	offline(t)
	code, stdout, stderr := workbook(t, "check", "1", "--timeout", "10s", "--dir", dir, "--", "go", "run", "./step01_echo/server")
	require.Equal(t, exitFailed, code)
	require.Empty(t, stderr)
	for _, want := range []string{
		"FAIL  1.1  What a client sends comes back\n",
		"  the connection was closed.\n",
		"Help: docs/01-echo.md (workbook read 1), workbook show 1.1, --hint\n",
	} {
		require.Contains(t, stdout, want)
	}
	readme, err := os.ReadFile(filepath.Join(dir, "README.md"))
	require.NoError(t, err)
	require.Contains(t, string(readme), "\n    workbook check 1 -- go run ./step01_echo/server\n")
}

// The line that the chapter shows first, typed where the README says, passes the
// first case, and the next one that fails is about many clients.
func TestFirstLineOfTheChapterPassesTheFirstCase(t *testing.T) {
	t.Parallel()
	dir := newModule(t)
	file := filepath.Join(dir, "step01_echo", "echo.go")
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	before, _, ok := strings.Cut(string(text), "\t// Here you begin")
	require.True(t, ok)
	typed := strings.Replace(before, "import \"net\"", "import (\n\t\"io\"\n\t\"net\"\n)", 1) + "\tio.Copy(conn, conn)\n}\n"
	require.NoError(t, os.WriteFile(file, []byte(typed), 0o666))

	code, stdout, stderr := workbook(t, "check", "1", "--dir", dir, "--", "go", "run", "./step01_echo/server")
	require.Equal(t, exitFailed, code, stderr)
	require.NotContains(t, stdout, "What a client sends comes back")
	require.Contains(t, stdout, "FAIL  1.5  A silent client delays no other")
}

// With the workbook's step 1 typed in, one of six steps is done; with all six,
// all are. Nothing but the directories' names has to be the same.
func TestModuleWithTheStepsCodePasses(t *testing.T) {
	t.Parallel()
	dir := newModule(t)
	copySteps(t, dir, 1)
	code, stdout, stderr := workbook(t, "check", "--dir", dir, "--timeout", "10s", "--", "go", "run", "./step01_echo/server")
	require.Equal(t, exitFailed, code, stderr)
	require.Contains(t, stdout, "\n[#-----] 1/6  next: 2.1  PING is answered with PONG\n")

	for step := 2; step <= 6; step++ {
		copySteps(t, dir, step)
	}
	build := exec.Command("go", "build", "./...")
	build.Dir = dir
	out, err := build.CombinedOutput()
	require.NoError(t, err, string(out))
	code, stdout, stderr = workbook(t, "check", "--dir", dir, "--timeout", "10s", "--", "go", "run", "./step06_shutdown/server")
	require.Equal(t, exitOK, code, stdout+stderr)
	require.NotContains(t, stdout, "skipped")
	require.True(t, strings.HasSuffix(stdout, "\n[######] 6/6\n"), stdout)
}

// copySteps copies the repository's files of one step, tests aside, over those in
// dir.
func copySteps(t *testing.T, dir string, step int) {
	t.Helper()
	root := filepath.Join("..", "..", "..")
	for _, answer := range answerFiles() {
		if !strings.HasPrefix(answer, "step0"+string(rune('0'+step))) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(answer)))
		require.NoError(t, err)
		file := filepath.Join(dir, filepath.FromSlash(answer))
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o777))
		require.NoError(t, os.WriteFile(file, text, 0o666))
	}
}

// The new module needs what the steps need, in the same version.
func TestNewModuleRequiresWhatTheStepsImport(t *testing.T) {
	root := filepath.Join("..", "..", "..")
	dir := newModule(t)
	line := regexp.MustCompile(`golang\.org/x/sync v\S+`)
	for _, name := range []string{"go.mod", "go.sum"} {
		got, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		want, err := os.ReadFile(filepath.Join(root, name))
		require.NoError(t, err)
		require.Equal(t, line.FindAllString(string(want), -1), line.FindAllString(string(got), -1), name)
	}
	goLine := regexp.MustCompile(`(?m)^go .*$`)
	mine, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	require.NoError(t, err)
	theirs, err := os.ReadFile(filepath.Join(root, "go.mod"))
	require.NoError(t, err)
	require.Equal(t, goLine.FindString(string(theirs)), goLine.FindString(string(mine)))
}

// new overwrites nothing, and writes nothing where the workbook's tests would
// read it.
func TestNewRefusesOtherDirectories(t *testing.T) {
	used := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(used, "notes"), nil, 0o666))
	file := filepath.Join(used, "notes")
	mine := newModule(t)
	for dir, want := range map[string]string{
		used:                        "is not empty",
		file:                        "",
		mine:                        "is not empty",
		filepath.Join(mine, "more"): "lies in the module mini-redis at " + mine,
		"my-redis":                  "lies in the module mini-redis at ",
	} {
		code, stdout, stderr := workbook(t, "new", dir)
		if code != exitFailed || stdout != "" || !strings.Contains(stderr, want) {
			t.Errorf("%s: got exit code %d, output %q, errors %q", dir, code, stdout, stderr)
		}
	}
	if _, err := os.Stat("my-redis"); err == nil {
		t.Error("a directory was made in the workbook")
	}
	empty := t.TempDir()
	if code, _, stderr := workbook(t, "new", empty); code != exitOK {
		t.Errorf("an empty directory is refused: %s", stderr)
	}
}

// What new writes is formatted as gofmt does it.
func TestTemplateIsFormatted(t *testing.T) {
	dir := newModule(t)
	var files []string
	require.NoError(t, filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if strings.HasSuffix(path, ".go") {
			files = append(files, path)
		}
		return err
	}))
	require.Len(t, files, 2)
	out, err := exec.Command("gofmt", slices.Concat([]string{"-l"}, files)...).CombinedOutput()
	if err != nil || len(out) > 0 {
		t.Errorf("gofmt -l: %v\n%s", err, out)
	}
}
