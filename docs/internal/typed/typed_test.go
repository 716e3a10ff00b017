package typed

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"mini-redis/docs/internal/markdown"
)

// begin is what the reader has before the fences of a test.
const begin = `// Package p is a start.
package p

import "io"

// F reads.
func F(r io.Reader) { read(r) }

type T struct{ n int }

func (t *T) Get() int { return t.n }

const (
	red = iota
	green
)
`

// typeAll types a chapter's fences after begin in p/a.go.
func typeAll(t *testing.T, chapter string) (*Module, error) {
	t.Helper()
	m := new(Module)
	if err := m.Read(fstest.MapFS{"p/a.go": {Data: []byte(begin)}}); err != nil {
		t.Fatal(err)
	}
	for _, f := range markdown.Parse("a.md", []byte(chapter)).Fences {
		if err := m.Type(f); err != nil {
			return m, err
		}
	}
	return m, nil
}

func fenceOf(info, body string) string { return "```" + info + "\n" + body + "\n```\n\n" }

func TestTyping(t *testing.T) {
	tests := []struct {
		name, chapter string
		want          []string // in order, in p/a.go
		not           []string
	}{
		{"a declaration replaces the one of its name", fenceOf("go p/a.go", "func F(r io.Reader) {}"),
			[]string{"func F(r io.Reader) {}", "type T struct"}, []string{"read(r)", "F reads"}},
		{"a new one goes to the end", fenceOf("go p/a.go", "// G is new.\nfunc G() {}"), []string{"green", "// G is new.\nfunc G() {}"}, nil},
		{"a method has its receiver's name", fenceOf("go p/a.go", "func (t T) Get() int { return 1 }"), []string{"func (t T) Get() int { return 1 }"}, []string{"t.n"}},
		{"an import is added once", fenceOf("go p/a.go", "import (\n\t\"io\"\n\techo \"q/echo\"\n)\n\nfunc G() {}"), []string{"\"io\"\n\techo \"q/echo\"", "func G"}, []string{"\"io\"\n\t\"io\""}},
		{"a group is replaced by a group", fenceOf("go p/a.go", "const (\n\tred = iota\n\tblue\n\tgreen\n)"), []string{"blue"}, nil},
		{"one group takes the place of two declarations", fenceOf("go p/a.go", "type X int\n\ntype Y int") + fenceOf("go p/a.go", "type (\n\tX int8\n\tY int8\n)"), []string{"X int8\n\tY int8"}, []string{"X int\n", "Y int\n"}},
		{"a package clause begins a file anew", fenceOf("go p/a.go", "package p\n\nfunc H() {}"), []string{"package p\n\nfunc H() {}"}, []string{"type T", "Package p is"}},
		{"a declaration is deleted", fenceOf("go delete p/a.go", "T.Get\nimport \"io\"\nF"), []string{"type T"}, []string{"Get", "\"io\"", "func F"}},
		{"a comment behind the last line stays", fenceOf("go p/a.go", "var x = 1 // one"), []string{"var x = 1 // one"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, err := typeAll(t, tt.chapter)
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			if err := m.Write(dir); err != nil {
				t.Fatal(err)
			}
			written, err := os.ReadFile(filepath.Join(dir, "p", "a.go"))
			if err != nil {
				t.Fatal(err)
			}
			rest := string(written)
			for _, want := range tt.want {
				_, after, found := strings.Cut(rest, want)
				if !found {
					t.Errorf("no %q, in this order, in\n%s", want, written)
				}
				rest = after
			}
			for _, not := range tt.not {
				if strings.Contains(string(written), not) {
					t.Errorf("there is %q in\n%s", not, written)
				}
			}
		})
	}
}

func TestWhatCannotBeTyped(t *testing.T) {
	tests := []struct{ name, chapter, want string }{
		{"a file without a package clause", fenceOf("go p/b.go", "func G() {}"), "a.md:1: p/b.go begins here"},
		{"a declaration in the wrong file", fenceOf("go p/b.go", "package p") + fenceOf("go p/b.go", "func F() {}"), "F stands in p/a.go, not in p/b.go"},
		{"half a group", fenceOf("go p/a.go", "const red = 1"), "red is declared together with green"},
		{"an unknown name to delete", fenceOf("go delete p/a.go", "G"), "has no G of its own"},
		{"half a group to delete", fenceOf("go delete p/a.go", "red"), "has no red of its own"},
		{"an unknown import to delete", fenceOf("go delete p/a.go", "import \"os\""), "has no import"},
		{"an unknown file to delete from", fenceOf("go delete p/b.go", "G"), "there is no p/b.go"},
		{"a part of a function", fenceOf("go p/a.go", "return 1"), "expected declaration"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := typeAll(t, tt.chapter); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error with %q", err, tt.want)
			}
		})
	}
}

// A test of the package p and one of p_test may have functions of the same name.
func TestPackagesOfOneDirectoryHaveNamesOfTheirOwn(t *testing.T) {
	_, err := typeAll(t, fenceOf("go p/a_test.go", "package p\n\nfunc help() {}")+fenceOf("go p/b_test.go", "package p_test\n\nfunc help() {}"))
	if err != nil {
		t.Error(err)
	}
}

func TestCompare(t *testing.T) {
	const repository = "package p\n\n// F adds.\nfunc F(a int) int {\n\t// Why.\n\treturn a + 1\n}\n\nvar (\n\ta = 1 // one\n\tlonger = 2\n)\n\nconst (\n\tred = iota\n\tgreen\n)\n\ntype T struct {\n\tn int // guarded\n\tm int\n}\n"
	tests := []struct{ name, typed, want string }{
		{"the same", repository, ""},
		{"without comments", "package p\nfunc F(a int) int {\n\treturn a + 1\n}\nvar (\n\ta = 1\n\tlonger = 2\n)\nconst (\n\tred = iota\n\tgreen\n)\ntype T struct {\n\tn int\n\tm int\n}\n", ""},
		{"a group one by one", strings.Replace(repository, "var (\n\ta = 1 // one\n\tlonger = 2\n)", "var longer = 2\n\nvar a = 1", 1), ""},
		{"missing", strings.Replace(repository, "func F", "func G", 1), "F is never typed"},
		{"superfluous", repository + "\nfunc G() {}\n", "G is typed, and not in the repository"},
		{"other code", strings.Replace(repository, "a + 1", "a + 2", 1), "F is typed otherwise"},
		{"another value", strings.Replace(repository, "longer = 2", "longer = 3", 1), "longer is typed otherwise"},
		{"another order of constants", strings.Replace(repository, "red = iota\n\tgreen", "green = iota\n\tred", 1), "green is typed otherwise"},
		{"a comment that no file has", strings.Replace(repository, "// Why.", "// Because.", 1), `F: no file has the comment "Because."`},
	}
	decls := func(source string) map[string]Decl {
		m := new(Module)
		if err := m.Read(fstest.MapFS{"p/a.go": {Data: []byte(source)}}); err != nil {
			t.Fatal(err)
		}
		return m.Decls("p", false)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			differences := Compare(decls(tt.typed), decls(repository))
			if tt.want == "" && len(differences) > 0 || tt.want != "" && !slices.ContainsFunc(differences, func(d string) bool { return strings.Contains(d, tt.want) }) {
				t.Errorf("got %q, want %q", differences, tt.want)
			}
		})
	}
}
