package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
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
		"Help: workbook read 1.1, workbook show 1.1, --hint\n",
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

	code, stdout, stderr := workbook(t, "check", "1.1-1.9", "--timeout", "3s", "--dir", dir, "--", "go", "run", "./step01_echo/server")
	require.Equal(t, exitFailed, code, stderr)
	require.NotContains(t, stdout, "What a client sends comes back")
	require.Contains(t, stdout, "FAIL  1.9  A silent client delays no other")
}

// Whoever starts at a later step has the steps before it finished: they build, vet
// and pass their cases, under whatever name the module has. Of the step itself
// there is a program that fails its first case.
func TestModuleFromALaterStepHasTheStepsBeforeIt(t *testing.T) {
	t.Parallel()
	for from, want := range map[int]string{
		2: "2.1  PING is answered with PONG\n",
		6: "6.1  CONFIG GET maxclients tells the limit\n",
		7: "Nothing is left: what could be checked passes.\n\n" + milestone(lastStep),
	} {
		t.Run(strconv.Itoa(from), func(t *testing.T) {
			t.Parallel() // much of it is waiting
			dir := filepath.Join(t.TempDir(), "my-redis")
			code, stdout, stderr := workbook(t, "new", "--from", strconv.Itoa(from), "--module", "example.com/my-redis", dir)
			require.Equal(t, exitOK, code, stderr)
			program := "./" + stepDir(min(from, lastStep)) + "/server"
			require.Contains(t, stdout, "-- go run "+program+"\n")
			goDo(t, dir, "vet", "./...")
			code, stdout, stderr = workbook(t, "next", "--dir", dir, "--timeout", "10s", "--", "go", "run", program)
			require.Equal(t, from == 7, code == exitOK, stderr)
			require.True(t, strings.HasPrefix(stdout, want), stdout)
		})
	}
}

// What new prints and writes for whoever starts late.
func TestNewSaysWhereToBegin(t *testing.T) {
	for from, want := range map[string]string{
		"1": `Your server is in DIR. It builds, accepts clients, and closes each connection at once.
Type there:

  cd DIR
  workbook check 1 -- go run ./step01_echo/server

It fails, and says what to do. The chapter: workbook read 1. README.md has more.
`,
		"3": `Your server is in DIR. Steps 1 and 2 are finished, and step 3 still does what step 2 can do.
Type there:

  cd DIR
  workbook check 3 -- go run ./step03_store/server

It fails, and says what to do. The chapter: workbook read 3. README.md has more.
`,
		"7": `Your server is in DIR. Steps 1 to 6 are finished.
Type there:

  cd DIR
  workbook check -- go run ./step06_shutdown/server

It passes. What comes next: workbook read 7.
`,
	} {
		dir := t.TempDir()
		code, stdout, stderr := workbook(t, "new", "--from", from, dir)
		if got := strings.ReplaceAll(stdout, dir, "DIR"); code != exitOK || got != want {
			t.Errorf("from %s: got exit code %d, errors %q, output\n%s\nwant\n%s", from, code, stderr, got, want)
		}
		readme, err := os.ReadFile(filepath.Join(dir, "README.md"))
		require.NoError(t, err)
		_, typed, _ := strings.Cut(want, "\n  workbook")
		typed, _, _ = strings.Cut(typed, "\n")
		require.Contains(t, string(readme), "\n    workbook"+typed+"\n")
	}
}

// goDo runs the go command in dir, without the network.
func goDo(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOPROXY=off", "GOFLAGS=")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go %v: %v\n%s", args, err, out)
	}
}

// Property tests can be typed at once: go.mod and go.sum have what they import,
// and what step 6 imports, in the versions of this workbook.
func TestNewModuleHasWhatTestsNeed(t *testing.T) {
	t.Parallel()
	dir := newModule(t)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "step01_echo", "echo_test.go"), []byte(`package echo

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/semaphore"
	"pgregory.net/rapid"
)

func TestProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, 9).Draw(t, "n")
		require.True(t, semaphore.NewWeighted(n).TryAcquire(n))
	})
}
`), 0o666))
	goDo(t, dir, "vet", "./...")
	goDo(t, dir, "test", "./...")
	for _, name := range []string{"go.mod", "go.sum"} {
		mine, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		theirs, err := os.ReadFile(filepath.Join("..", "..", "..", name))
		require.NoError(t, err)
		for line := range strings.Lines(string(mine)) {
			requirement, _, _ := strings.Cut(line, " // for")
			if strings.Contains(line, " v") || strings.HasPrefix(line, "go ") {
				require.Contains(t, string(theirs), strings.TrimSpace(strings.TrimPrefix(requirement, "require ")), name)
			}
		}
	}
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
	dir := filepath.Join(t.TempDir(), "my-redis")
	code, _, stderr := workbook(t, "new", "--from", "6", "--module", "example.com/my-redis", dir)
	require.Equal(t, exitOK, code, stderr)
	var files []string
	require.NoError(t, filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if strings.HasSuffix(path, ".go") {
			files = append(files, path)
		}
		return err
	}))
	require.Greater(t, len(files), 30)
	out, err := exec.Command("gofmt", slices.Concat([]string{"-l"}, files)...).CombinedOutput()
	if err != nil || len(out) > 0 {
		t.Errorf("gofmt -l: %v\n%s", err, out)
	}
}

// Without a command, the server is that of the part's last step in a module that is laid
// out as the book's, if there is one.
func TestServerOfTheModuleNeedsNoCommand(t *testing.T) {
	dir := t.TempDir()
	for _, step := range []string{"step01_echo", "step03_store"} {
		require.NoError(t, os.MkdirAll(filepath.Join(dir, step, "server"), 0o777))
		require.NoError(t, os.WriteFile(filepath.Join(dir, step, "server", "main.go"), nil, 0o666))
	}
	for arg, want := range map[string]string{
		"1.1-1.8": "go run ./step01_echo/server",
		"1,ex3":   "go run ./step03_store/server",
		"ex3.1":   "go run ./step03_store/server",
		"":        "go run ./step03_store/server",
		"2":       "",
		"load":    "",
	} {
		p, err := parsePart(strings.Fields(arg))
		require.NoError(t, err)
		require.Equal(t, want, strings.Join(ownServer(dir, p), " "), arg)
	}
}
