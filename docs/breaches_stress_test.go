//go:build stress

package docs_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestBreachesAreNoticed commits each breach, and expects the test that it names to
// turn red.
func TestBreachesAreNoticed(t *testing.T) {
	for _, st := range steps {
		text, err := os.ReadFile(filepath.Join("..", breachesPath(st)))
		if err != nil {
			t.Fatal(err)
		}
		breaches, err := parseBreaches(breachesPath(st), string(text))
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range breaches {
			t.Run(st.dir+" "+b.invariant, func(t *testing.T) {
				t.Parallel()
				if out, noticed := commit(t, "..", st.dir, b); !noticed {
					t.Errorf("%s:%d: %s is not red:\n%s", b.path, b.line, b.test, out)
				}
			})
		}
	}
}

// commit runs the test of b in the package at dir, below root, with the breach in
// place of the file that it changes. It reports whether the test has run, and
// failed. A test that needs luck, since goroutines must meet, has ten runs.
func commit(t *testing.T, root, dir string, b breach) (out string, noticed bool) {
	t.Helper()
	file, err := filepath.Abs(filepath.Join(root, filepath.FromSlash(b.file)))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	changed, err := b.apply(string(text))
	if err != nil {
		t.Fatal(err)
	}
	temp := t.TempDir()
	copied, overlay := filepath.Join(temp, "breach.go"), filepath.Join(temp, "overlay.json")
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {file: copied}})
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{copied: []byte(changed), overlay: replace} {
		if err := os.WriteFile(name, content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("go", "test", "-overlay", overlay, "-tags", "stress", "-vet", "off", "-timeout", "2m",
		"-v", "-count", "10", "-failfast", "-run", "^"+b.test+"$", "./"+dir)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "RAPID_NOFAILFILE=1")
	output, err := cmd.CombinedOutput()
	return string(output), err != nil && strings.Contains(string(output), "=== RUN   "+b.test+"\n")
}

// A breach is noticed only by a test that runs, and fails because of it.
func TestUnnoticedBreachesAreReported(t *testing.T) {
	root := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":      "module example\n\ngo 1.26.0\n",
		"a/a.go":      "package a\n\nfunc f() int { return 1 }\nfunc g() {}\n",
		"a/a_test.go": "package a\n\nimport \"testing\"\n\nfunc TestF(t *testing.T) {\n\tif f() != 1 {\n\t\tt.Fail()\n\t}\n}\n",
	} {
		name = filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		name, test, old, new string
		want                 bool
	}{
		{"of what the test checks", "TestF", "func f() int { return 1 }\n", "func f() int { return 2 }\n", true},
		{"of something else", "TestF", "func g() {}\n", "", false},
		{"that does not compile", "TestF", "func g() {}\n", "func g() int {}\n", false},
		{"whose test does not run", "TestG", "func f() int { return 1 }\n", "func f() int { return 2 }\n", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := breach{test: tt.test, file: "a/a.go", edits: []edit{{tt.old, tt.new}}}
			if out, noticed := commit(t, root, "a", b); noticed != tt.want {
				t.Errorf("noticed: %t, want %t:\n%s", noticed, tt.want, out)
			}
		})
	}
}
