package docs_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// TestRulesCatchViolations feeds each rule small trees. An empty want means
// that the rule must find nothing there.
func TestRulesCatchViolations(t *testing.T) {
	sleeper := func(body string) map[string]string {
		return map[string]string{"x/x_test.go": `package x
import (
	"testing"
	"testing/synctest"
	"time"
)
` + body}
	}
	promise := func(breaches, tests string) map[string]string {
		return map[string]string{
			"step01_echo/a.go":                        "// Package echo: I1, I2.\npackage echo\n\nconst a = 1\nconst b = 2\n\nconst b = 2\n",
			"step01_echo/a_test.go":                   "package echo\n\n" + tests,
			"docs/testdata/breaches/step01_echo.diff": breaches,
			"docs/01-echo.md":                         "I1 I2\n",
		}
	}
	const good = "// I1: one.\nfunc TestOne() {}\n"
	nested := func(name, text string) map[string]string {
		return map[string]string{"final/otel/go.mod": "module mini-redis/final/otel\n", name: text}
	}
	tests := []struct {
		name  string
		rule  rule
		files map[string]string
		want  string
	}{
		{"later step", importsPointBack, map[string]string{"step02_framing/a.go": "package framing\nimport _ \"mini-redis/step03_store\"\n"}, "step02_framing/a.go:2: a step imports a later step"},
		{"later step in a test", importsPointBack, map[string]string{"step02_framing/a_test.go": "package framing\nimport _ \"mini-redis/step03_store\"\n"}, "later step"},
		{"earlier step", importsPointBack, map[string]string{"step02_framing/a.go": "package framing\nimport _ \"mini-redis/step01_echo\"\n"}, ""},
		{"own step in its server", importsPointBack, map[string]string{"step02_framing/server/main.go": "package main\nimport _ \"mini-redis/step02_framing\"\n"}, ""},
		{"step imports final", importsPointBack, map[string]string{"step02_framing/a.go": "package framing\nimport _ \"mini-redis/final/check\"\n"}, "no step"},
		{"step's test imports the specs", importsPointBack, map[string]string{"step02_framing/a_test.go": "package framing\nimport _ \"mini-redis/final/check\"\n"}, ""},
		{"step's test imports the server", importsPointBack, map[string]string{"step02_framing/a_test.go": "package framing\nimport _ \"mini-redis/final/server\"\n"}, "no step"},
		{"step imports rapid", importsPointBack, map[string]string{"step02_framing/a.go": "package framing\nimport _ \"pgregory.net/rapid\"\n"}, "standard library"},
		{"step imports x/sync", importsPointBack, map[string]string{"step06_shutdown/a.go": "package shutdown\nimport _ \"golang.org/x/sync/errgroup\"\n"}, ""},
		{"final imports step", importsPointBack, map[string]string{"final/resp/a.go": "package resp\nimport _ \"mini-redis/step02_framing\"\n"}, "final imports a step"},
		{"book imports step", importsPointBack, map[string]string{"docs/a.go": "package docs\nimport _ \"mini-redis/step02_framing\"\n"}, "docs imports a step"},
		{"final's test imports step", importsPointBack, map[string]string{"final/resp/a_test.go": "package resp\nimport _ \"mini-redis/step02_framing\"\n"}, ""},

		{"store imports resp", finalImportsPointOneWay, map[string]string{"final/store/a.go": "package store\nimport _ \"mini-redis/final/resp\"\n"}, "final/store must not import final/resp"},
		{"server imports store", finalImportsPointOneWay, map[string]string{"final/server/a.go": "package server\nimport _ \"mini-redis/final/store\"\n"}, ""},
		{"client imports a command", finalImportsPointOneWay, map[string]string{"final/client/a.go": "package client\nimport _ \"mini-redis/final/cmd/workbook\"\n"}, "final/client must not import"},
		{"command imports all", finalImportsPointOneWay, map[string]string{"final/cmd/workbook/a.go": "package main\nimport _ \"mini-redis/final/server\"\n"}, ""},

		{"client imports raw", finalImportsPointOneWay, map[string]string{"final/client/a.go": "package client\nimport _ \"mini-redis/final/internal/raw\"\n"}, "final/client must not import final/internal/raw"},
		{"raw imports resp", finalImportsPointOneWay, map[string]string{"final/internal/raw/a.go": "package raw\nimport _ \"mini-redis/final/resp\"\n"}, "final/internal/raw must not import final/resp"},

		{"unknown package", finalImportsPointOneWay, map[string]string{"final/cache/a.go": "package cache\n", "final/cache/b.go": "package cache\nimport _ \"mini-redis/final/server\"\n"}, "final/cache/a.go:1: package final/cache is not in layers"},
		{"import of an unknown package", finalImportsPointOneWay, map[string]string{"final/store/a.go": "package store\nimport _ \"mini-redis/final/cache\"\n"}, "final/store/a.go:2: final/store must not import final/cache"},
		{"command imports an unknown package", finalImportsPointOneWay, map[string]string{"final/main.go": "package main\nimport _ \"mini-redis/final/cache\"\n"}, "final must not import final/cache"},
		{"unknown package beside a command", finalImportsPointOneWay, map[string]string{"final/cmd/workbook/pages/a.go": "package pages\n"}, "package final/cmd/workbook/pages is not in layers"},
		{"unknown package of tests", finalImportsPointOneWay, map[string]string{"final/load/a_test.go": "package load\nimport _ \"mini-redis/final/server\"\n"}, ""},
		{"command imports the book", finalImportsPointOneWay, map[string]string{"final/cmd/workbook/a.go": "package main\nimport _ \"mini-redis/docs\"\n"}, ""},
		{"store imports the book", finalImportsPointOneWay, map[string]string{"final/store/a.go": "package store\nimport _ \"mini-redis/docs\"\n"}, "final/store must not import docs"},
		{"book imports the server", finalImportsPointOneWay, map[string]string{"docs/a.go": "package docs\nimport _ \"mini-redis/final/server\"\n"}, "docs must not import final/server"},
		{"nested module imports the server", finalImportsPointOneWay, nested("final/otel/a/a.go", "package a\nimport _ \"mini-redis/final/server\"\n"), ""},
		{"nested module imports itself", finalImportsPointOneWay, nested("final/otel/a/a.go", "package a\nimport _ \"mini-redis/final/otel/internal/b\"\n"), ""},
		{"nested module imports what is internal", finalImportsPointOneWay, nested("final/otel/a/a.go", "package a\nimport _ \"mini-redis/final/internal/raw\"\n"), "final/otel/a must not import final/internal/raw"},
		{"nested module imports an unknown package", finalImportsPointOneWay, nested("final/otel/a/a.go", "package main\nimport _ \"mini-redis/final/cache\"\n"), "final/otel/a must not import final/cache"},
		{"server imports a nested module", finalImportsPointOneWay, nested("final/server/a.go", "package server\nimport _ \"mini-redis/final/otel/a\"\n"), "final/server must not import final/otel/a"},

		{"unsafe elsewhere", unsafeInOneFile, map[string]string{"final/store/a.go": "package store\nimport \"unsafe\"\n"}, "final/store/a.go:2: imports unsafe"},
		{"unsafe beside its file", unsafeInOneFile, map[string]string{"final/internal/raw/a.go": "package raw\nimport x \"unsafe\"\n"}, "final/internal/raw/a.go:2: imports unsafe"},
		{"unsafe in a nested module", unsafeInOneFile, map[string]string{"final/interop/a/a.go": "package main\nimport _ \"unsafe\"\n"}, "imports unsafe"},
		{"C", unsafeInOneFile, map[string]string{"x/a.go": "package x\nimport \"C\"\n"}, "x/a.go:2: imports C"},
		{"unsafe in its file", unsafeInOneFile, map[string]string{"final/internal/raw/raw_linux.go": "package raw\nimport \"unsafe\"\n"}, ""},
		{"unsafe in a test", unsafeInOneFile, map[string]string{"x/a_test.go": "package x\nimport \"unsafe\"\n"}, ""},

		{"library sets processors", librariesLeaveProcess, map[string]string{"final/store/a.go": "package store\nimport \"runtime\"\nfunc f() { runtime.GOMAXPROCS(2) }\n"}, "final/store/a.go:3: runtime.GOMAXPROCS changes"},
		{"library frees memory", librariesLeaveProcess, map[string]string{"final/store/a.go": "package store\nimport d \"runtime/debug\"\nvar _ = d.FreeOSMemory\n"}, "runtime/debug.FreeOSMemory changes"},
		{"library sets a limit", librariesLeaveProcess, map[string]string{"final/server/a.go": "package server\nimport \"runtime/debug\"\nfunc f() { debug.SetMemoryLimit(1) }\n"}, "runtime/debug.SetMemoryLimit changes"},
		{"library ignores a signal", librariesLeaveProcess, map[string]string{"final/client/a.go": "package client\nimport \"os/signal\"\nfunc f() { signal.Ignore() }\n"}, "os/signal.Ignore changes"},
		{"library reads a stack", librariesLeaveProcess, map[string]string{"final/store/a.go": "package store\nimport \"runtime/debug\"\nvar _ = debug.Stack\n"}, ""},
		{"program sets processors", librariesLeaveProcess, map[string]string{"final/program/runtime.go": "package program\nimport \"runtime\"\nfunc f() { runtime.GOMAXPROCS(2) }\n"}, ""},
		{"command sets processors", librariesLeaveProcess, map[string]string{"final/cmd/x/a.go": "package main\nimport \"runtime\"\nfunc f() { runtime.GOMAXPROCS(2) }\n"}, ""},
		{"test sets processors", librariesLeaveProcess, map[string]string{"final/store/a_test.go": "package store\nimport \"runtime\"\nfunc f() { runtime.GOMAXPROCS(2) }\n"}, ""},

		{"no package comment", onePackageComment, map[string]string{"x/a.go": "package x\n", "x/a_test.go": "// Package x is commented in its tests only.\npackage x\n"}, "x/a.go:1: package x has no package comment"},
		{"main without comment", onePackageComment, map[string]string{"x/main.go": "package main\n"}, "no package comment"},
		{"directive is no comment", onePackageComment, map[string]string{"x/a.go": "//go:debug x=y\npackage x\n"}, "no package comment"},
		{"two package comments", onePackageComment, map[string]string{"x/a.go": "// Package x is.\npackage x\n", "x/b.go": "// Package x is too.\npackage x\n"}, "x/b.go:1: package x has a second package comment, the first is in x/a.go"},
		{"one package comment", onePackageComment, map[string]string{"x/a.go": "// Package x is.\npackage x\n", "x/b.go": "package x\n"}, ""},

		{"counter", noMutableState, map[string]string{"x/a.go": "package x\nvar n int\n"}, "x/a.go:2: package variable n is mutable state"},
		{"map", noMutableState, map[string]string{"x/a.go": "package x\nvar m = map[string]int{}\n"}, "variable m"},
		{"array", noMutableState, map[string]string{"x/a.go": "package x\nvar (\n\ta = [...]int{1}\n)\n"}, "variable a"},
		{"look-alike error", noMutableState, map[string]string{"x/a.go": "package x\nimport \"mini-redis/errors\"\nvar Err = errors.New()\n"}, "variable Err"},
		{"allowed variables", noMutableState, map[string]string{"x/a.go": `package x
import (
	"embed"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
)
//go:embed *.md
var files embed.FS
var ErrA, errB = errors.New("a"), fmt.Errorf("b: %w", errors.ErrUnsupported)
var (
	pool  sync.Pool
	pool2 = sync.Pool{New: func() any { return nil }}
	word  = regexp.MustCompile("a")
	lines = strings.NewReplacer("a", "b")
	_     fmt.Stringer = (*T)(nil)
)
`}, ""},
		{"variable in a test", noMutableState, map[string]string{"x/a_test.go": "package x\nvar n int\n"}, ""},

		{"vague package", noVagueNames, map[string]string{"x/a.go": "package helpers\n"}, "x/a.go:1: \"helpers\""},
		{"vague directory", noVagueNames, map[string]string{"final/common/log/a.go": "package log\n"}, "\"common\""},
		{"telling name", noVagueNames, map[string]string{"x/database/a.go": "package database\n"}, ""},

		{"file too many", topLevelLayout, map[string]string{"notes.txt": ""}, "notes.txt:1: does not belong"},
		{"directory too many", topLevelLayout, map[string]string{"internal/a.go": "package internal\n"}, "internal:1: does not belong"},
		{"file missing", topLevelLayout, map[string]string{"README.md": ""}, "LICENSE:1: is missing"},
		{"step missing", topLevelLayout, map[string]string{"step01_echo/a.go": "package echo\n"}, "step02_framing:1: is missing"},

		{"requirement missing", fewRequirements, map[string]string{"go.mod": "module mini-redis\n\nrequire golang.org/x/sync v0.1.0\n"}, "does not require pgregory.net/rapid"},
		{"requirement too many", fewRequirements, map[string]string{"go.mod": "module mini-redis\n\nrequire (\n\tgithub.com/redis/go-redis/v9 v9.0.0\n)\n"}, "requires github.com/redis/go-redis/v9"},
		{"indirect requirement", fewRequirements, map[string]string{"go.mod": "require github.com/stretchr/testify v1.1.1\nrequire (\n\tpgregory.net/rapid v1.3.0\n\tgolang.org/x/sync v0.1.0\n\tgolang.org/x/term v0.1.0\n\tgo.yaml.in/yaml/v3 v3.0.0 // indirect\n)\n"}, ""},

		{"wrong package name", stepShape, map[string]string{"step01_echo/a.go": "package step01\n"}, "step01_echo/a.go:1: package is named step01, want echo"},
		{"no server", stepShape, map[string]string{"step01_echo/a.go": "package echo\n"}, "step01_echo/server/main.go:1: is missing"},
		{"long server", stepShape, map[string]string{"step01_echo/server/main.go": "package main\n" + strings.Repeat("\n", 40)}, "has 41 lines"},
		{"readme without link", stepShape, map[string]string{"step01_echo/README.md": "go run ./step01_echo/server, go test ./step01_echo\n"}, "step01_echo/README.md:1: does not contain \"](../docs/01-\""},
		{"readme without command", stepShape, map[string]string{"step01_echo/README.md": "[chapter](../docs/01-echo.md)\n"}, "does not contain \"go run ./step01_echo/server\""},

		{"no invariants", invariantsNamed, map[string]string{"step01_echo/a.go": "// Package echo is.\npackage echo\n"}, "step01_echo:1: the package comment names no invariant"},
		{"invariant not in chapter", invariantsNamed, map[string]string{"step01_echo/a.go": "// Package echo is.\n//\n// I1. It is.\npackage echo\n", "docs/01-echo.md": "I12\n"}, "step01_echo/a.go:1: invariant I1 is not in docs/01-echo.md"},
		{"invariant not in tests", invariantsNamed, map[string]string{"step01_echo/a.go": "// Package echo: I1.\npackage echo\n", "docs/01-echo.md": "I1\n", "step01_echo/a_test.go": "package echo\n\nfunc TestI12() {}\n"}, "no test in step01_echo names invariant I1"},

		{"invariant in a helper's comment", invariantsNamed, promise("", "// I1, I2: a helper.\nfunc helper() {}\n\nfunc TestOne() {}\n\n// I1, I2\n"), "no test in step01_echo names invariant I1"},
		{"invariant in the code only", invariantsNamed, promise("", good+"func TestTwo(t *I2) {}\n"), "no test in step01_echo names invariant I2"},

		{"no breaches", invariantsHaveBreaches, map[string]string{}, "docs/testdata/breaches/step01_echo.diff:1: is missing"},
		{"invariant without a breach", invariantsHaveBreaches, promise("I1 TestOne: x\nstep01_echo/a.go\n-const a = 1\n", good), "step01_echo/a.go:1: invariant I2 has no breach in docs/testdata/breaches/step01_echo.diff"},
		{"breach of no invariant", invariantsHaveBreaches, promise("I1 TestOne: x\nstep01_echo/a.go\n-const a = 1\n\nI3 TestOne: x\nstep01_echo/a.go\n-const a = 1\n", good), "step01_echo.diff:5: step01_echo names no invariant I3"},
		{"breach whose test is missing", invariantsHaveBreaches, promise("I1 TestOn: x\nstep01_echo/a.go\n-const a = 1\n", good), "step01_echo.diff:1: step01_echo has no TestOn"},
		{"breach whose test names another invariant", invariantsHaveBreaches, promise("I2 TestOne: x\nstep01_echo/a.go\n-const a = 1\n", good), "step01_echo.diff:1: TestOne doesn't name invariant I2"},
		{"breach of code that is not there", invariantsHaveBreaches, promise("I1 TestOne: x\nstep01_echo/a.go\n-const a = 2\n", good), "the lines that change are in step01_echo/a.go 0 times, want once"},
		{"breach of half a line", invariantsHaveBreaches, promise("I1 TestOne: x\nstep01_echo/a.go\n-const a =\n", good), "the lines that change are in step01_echo/a.go 0 times, want once"},
		{"breach in two places", invariantsHaveBreaches, promise("I1 TestOne: x\nstep01_echo/a.go\n-const b = 2\n", good), "the lines that change are in step01_echo/a.go 2 times, want once"},
		{"breach of a file that is not there", invariantsHaveBreaches, promise("I1 TestOne: x\nstep01_echo/b.go\n-const a = 1\n", good), "step01_echo.diff:1: open step01_echo/b.go"},
		{"breach that changes nothing", invariantsHaveBreaches, promise("I1 TestOne: x\nstep01_echo/a.go\n-const a = 1\n+const a = 1\n", good), "step01_echo.diff:1: the lines that change stay the same"},
		{"breach without lines", invariantsHaveBreaches, promise("I1 TestOne: x\nstep01_echo/a.go\n", good), "step01_echo.diff:1: want an invariant and a test, a file, and lines that change"},
		{"breach with another line", invariantsHaveBreaches, promise("I1 TestOne: x\nstep01_echo/a.go\n-const a = 1\n const b = 2\n", good), "step01_echo.diff:4: want a line that starts with - or +, or @@"},

		{"bare sleep", sleepsInBubbles, sleeper("func TestX(t *testing.T) { time.Sleep(1) }"), "x/x_test.go:7: time.Sleep outside"},
		{"sleep as a value", sleepsInBubbles, sleeper("func TestX(t *testing.T) { f := time.Sleep; f(1) }"), "time.Sleep outside"},
		{"renamed import", sleepsInBubbles, map[string]string{"x/x_test.go": "package x\nimport clock \"time\"\nfunc TestX() { clock.Sleep(1) }\n"}, "time.Sleep outside"},
		{"sleep in a bubble", sleepsInBubbles, sleeper("func TestX(t *testing.T) { synctest.Test(t, func(t *testing.T) { time.Sleep(1) }) }"), ""},
		{"sleep after the bubble", sleepsInBubbles, sleeper("func TestX(t *testing.T) { synctest.Test(t, func(t *testing.T) {}); time.Sleep(1) }"), "time.Sleep outside"},
		{"bubble-only function", sleepsInBubbles, sleeper("func a() { b() }\nfunc b() { time.Sleep(1) }\nfunc TestX(t *testing.T) { synctest.Test(t, func(t *testing.T) { a() }) }"), ""},
		{"function handed to the bubble", sleepsInBubbles, sleeper("func a(t *testing.T) { time.Sleep(1) }\nfunc TestX(t *testing.T) { synctest.Test(t, a) }"), ""},
		{"function also called outside", sleepsInBubbles, sleeper("func a() { b() }\nfunc b() { time.Sleep(1) }\nfunc TestX(t *testing.T) { synctest.Test(t, func(t *testing.T) { a() }); a() }"), "x/x_test.go:8: time.Sleep outside"},
		{"function never called", sleepsInBubbles, sleeper("func a() { time.Sleep(1) }"), "time.Sleep outside"},
		{"method of a bubble-only machine", sleepsInBubbles, sleeper("type machine struct{}\nfunc (m *machine) Advance() { time.Sleep(1) }\nfunc TestX(t *testing.T) { synctest.Test(t, func(t *testing.T) { run(&machine{}) }) }"), ""},
		{"method of a machine also used outside", sleepsInBubbles, sleeper("type machine struct{}\nfunc (m *machine) Advance() { time.Sleep(1) }\nfunc TestX(t *testing.T) { synctest.Test(t, func(t *testing.T) { run(&machine{}) }); run(&machine{}) }"), "x/x_test.go:8: time.Sleep outside"},
		{"the server may sleep", sleepsInBubbles, map[string]string{"x/x.go": "package x\nimport \"time\"\nfunc f() { time.Sleep(1) }\n"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := parseTree(mapFS(tt.files))
			if err != nil {
				t.Fatal(err)
			}
			expectFinding(t, tt.rule(r), tt.want)
		})
	}
}

// TestUnusedExportsAreCaught does the same for the rule that needs types, with
// a module on disk.
func TestUnusedExportsAreCaught(t *testing.T) {
	t.Parallel()
	step1 := func(code string) map[string]string {
		return map[string]string{"step01_echo/a.go": "package echo\n" + code}
	}
	with := func(files map[string]string, more ...string) map[string]string {
		files = maps.Clone(files)
		for i := 0; i < len(more); i += 2 {
			files[more[i]] = more[i+1]
		}
		return files
	}
	structWithField := step1("type T struct {\n\tF int\n}\nfunc New() *T { return &T{F: 1} }\n")
	stringer := step1("import \"io\"\ntype T struct{}\nfunc (T) Close() error { return nil }\nfunc (T) Extra() {}\nvar _ io.Closer = T{}\n")
	tests := []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"used by nobody", step1("func F() {}\nfunc g() { F() }\n"), "step01_echo/a.go:2: F: F is exported"},
		{"used by a later step", with(step1("func F() {}\n"), "step02_framing/a.go", "package framing\nimport echo \"mini-redis/step01_echo\"\nfunc g() { echo.F() }\n"), ""},
		{"used by the server", with(step1("func F() {}\n"), "step01_echo/server/main.go", "package main\nimport echo \"mini-redis/step01_echo\"\nfunc main() { echo.F() }\n"), ""},
		{"used by its own test", with(step1("func F() {}\n"), "step01_echo/a_test.go", "package echo\nfunc g() { F() }\n"), ""},
		{"used by an external test", with(step1("func F() {}\n"), "step01_echo/a_test.go", "package echo_test\nimport echo \"mini-redis/step01_echo\"\nfunc g() { echo.F() }\n"), ""},
		{"used by a stress test of final", with(step1("func F() {}\n"), "final/a_test.go", "//go:build stress\n\npackage final\nimport echo \"mini-redis/step01_echo\"\nfunc g() { echo.F() }\n"), ""},
		{"field", with(structWithField, "step02_framing/a.go", "package framing\nimport echo \"mini-redis/step01_echo\"\nfunc g() { _ = echo.New() }\n"), "step01_echo/a.go:3: F: T.F is exported"},
		{"type and field", with(structWithField, "step02_framing/a.go", "package framing\nimport echo \"mini-redis/step01_echo\"\nfunc g() { _ = echo.New().F }\n"), ""},
		{"field by position", with(structWithField, "step02_framing/a.go", "package framing\nimport echo \"mini-redis/step01_echo\"\nfunc g() { echo.New(); _ = echo.T{1} }\n"), ""},
		{"method", with(stringer, "step01_echo/a_test.go", "package echo\nvar t T\n"), "step01_echo/a.go:5: Extra: T.Extra is exported"},
		{"method of an interface", with(stringer, "step01_echo/a_test.go", "package echo\nfunc g(t T) { t.Extra() }\n"), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			root := t.TempDir()
			for name, text := range with(tt.files, "go.mod", "module mini-redis\n\ngo 1.26.0\n") {
				file := filepath.Join(root, filepath.FromSlash(name))
				if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			findings, err := unusedExports(root)
			if err != nil {
				t.Fatal(err)
			}
			expectFinding(t, findings, tt.want)
			if tt.want != "" && len(findings) != 1 {
				t.Errorf("got %d findings, want 1: %q", len(findings), findings)
			}
		})
	}
}

// expectFinding wants one of the findings to contain want, or none at all if
// want is empty.
func expectFinding(t *testing.T, findings []string, want string) {
	t.Helper()
	if want == "" {
		if len(findings) > 0 {
			t.Errorf("got %q, want no finding", findings)
		}
		return
	}
	if !slices.ContainsFunc(findings, func(f string) bool { return strings.Contains(f, want) }) {
		t.Errorf("got %q, want a finding with %q", findings, want)
	}
}

func mapFS(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}
