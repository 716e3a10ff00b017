package docs_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// module is the path of the root module.
const module = "mini-redis"

// A tree is the repository as the rules see it: its files, and the Go files
// among them parsed. Rules take a tree so that a test can feed them a small bad
// one made of strings.
type tree struct {
	fs.FS
	fset    *token.FileSet
	sources []source
}

// A source is one parsed Go file.
type source struct {
	path string // slash-separated, from the repository's root
	text string
	*ast.File
}

func (s source) dir() string  { return path.Dir(s.path) }
func (s source) isTest() bool { return strings.HasSuffix(s.path, "_test.go") }

// localName is the name under which s imports importPath, "" if it does not.
func (s source) localName(importPath string) string {
	for _, spec := range s.Imports {
		if unquote(spec.Path.Value) != importPath {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return path.Base(importPath)
	}
	return ""
}

// parseRepository parses, once, the repository that this package is part of.
var parseRepository = sync.OnceValues(func() (*tree, error) { return parseTree(os.DirFS("..")) })

// repository returns the repository, parsed. Rules leave it as it is.
func repository(t *testing.T) *tree {
	t.Helper()
	r, err := parseRepository()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// parseTree parses every Go file that the go command would look at, those of
// nested modules included. It leaves out testdata and hidden directories.
func parseTree(fsys fs.FS) (*tree, error) {
	r := &tree{FS: fsys, fset: token.NewFileSet()}
	err := walk(fsys, ".go", func(name string) error {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(r.fset, name, text, parser.ParseComments)
		if err != nil {
			return err
		}
		r.sources = append(r.sources, source{name, string(text), file})
		return nil
	})
	return r, err
}

// walk calls visit for every file with the extension ext, in lexical order,
// outside testdata and hidden directories.
func walk(fsys fs.FS, ext string, visit func(name string) error) error {
	return fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		switch base := entryName(entry); {
		case err != nil:
			return err
		case name != "." && (base[0] == '.' || base[0] == '_' || base == "testdata"):
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.IsDir() || path.Ext(name) != ext:
			return nil
		}
		return visit(name)
	})
}

// entryName is the entry's base name; the root of a broken tree has no entry.
func entryName(entry fs.DirEntry) string {
	if entry == nil {
		return "."
	}
	return entry.Name()
}

// finding formats one violation the way compilers do: path:line: text.
func (r *tree) finding(at ast.Node, format string, args ...any) string {
	p := r.fset.Position(at.Pos())
	return fmt.Sprintf("%s:%d: %s", p.Filename, p.Line, fmt.Sprintf(format, args...))
}

// A step is one rung of the ladder, in the order of the curriculum.
type step struct {
	number    int
	dir, name string // directory and package name
}

var steps = []step{
	{1, "step01_echo", "echo"},
	{2, "step02_framing", "framing"},
	{3, "step03_store", "store"},
	{4, "step04_expiry", "expiry"},
	{5, "step05_pubsub", "pubsub"},
	{6, "step06_shutdown", "shutdown"},
}

var stepPath = regexp.MustCompile(`^step0*([0-9]+)_`)

// stepOf returns the number of the step that a path in the repository belongs
// to, 0 if it belongs to none.
func stepOf(name string) int {
	m := stepPath.FindStringSubmatch(name)
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(m[1])
	return n
}

// chapter returns the path of step n's chapter, "" if it is not written.
func (r *tree) chapter(n int) string {
	names, _ := fs.Glob(r, fmt.Sprintf("docs/%02d-*.md", n))
	if len(names) != 1 {
		return ""
	}
	return names[0]
}

func unquote(literal string) string {
	s, err := strconv.Unquote(literal)
	if err != nil {
		return literal
	}
	return s
}
