// Package typed does what a reader of the book does: it types what a chapter shows into
// a module of its own, in the order shown, and nothing else.
//
// A fence `go FILE` holds whole declarations. Each goes where the declaration of its
// name stands, and if there is none, to the end of FILE. A fence that begins
// with a package clause is the whole of a new FILE, or of one that it replaces. An import
// declaration adds to the imports of FILE. A fence `go delete FILE` has a line for each name that goes
// away: F, T, T.Method, or import "path".
package typed

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"mini-redis/docs/internal/markdown"
)

// A Module is what a reader has typed so far. The zero value is an empty one.
type Module struct {
	files map[string]*file // by slash-separated path
}

// A file is a Go file in pieces, so that one can be replaced.
type file struct {
	head    string   // up to and with the package clause
	pkg     string   // the package's name
	imports []string // as they stand, "sync" or name "path"
	decls   []Decl
}

// A Decl is a declaration of a file.
type Decl struct {
	Keys []string // the names that it declares: F, T, T.Method
	Text string   // as typed, comments included
}

// Read adds the Go files of a directory tree to m.
func (m *Module) Read(fsys fs.FS) error {
	return fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(name) != ".go" {
			return err
		}
		source, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		f, err := parse(string(source))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		m.add(name, f)
		return nil
	})
}

func (m *Module) add(name string, f *file) {
	if m.files == nil {
		m.files = map[string]*file{}
	}
	m.files[name] = f
}

// Type types what a fence shows: `go FILE` or `go delete FILE`.
func (m *Module) Type(f markdown.Fence) error {
	if err := m.typeFence(f); err != nil {
		return fmt.Errorf("%s:%d: %w", f.Path, f.Line, err)
	}
	return nil
}

func (m *Module) typeFence(f markdown.Fence) error {
	if len(f.Info) == 3 && f.Info[1] == "delete" {
		return m.delete(f.Info[2], f.Body)
	}
	name, source := f.Info[1], strings.Join(f.Body, "\n")+"\n"
	if hasPackageClause(source) {
		whole, err := parse(source)
		if err == nil {
			m.add(name, whole)
		}
		return err
	}
	into, ok := m.files[name]
	if !ok {
		return fmt.Errorf("%s begins here, so it needs a package clause", name)
	}
	part, err := parse("package " + into.pkg + "\n" + source)
	if err != nil {
		return err
	}
	into.addImports(part.imports)
	for _, d := range part.decls {
		if err := m.put(name, d); err != nil {
			return err
		}
	}
	return nil
}

func hasPackageClause(source string) bool {
	_, err := parser.ParseFile(token.NewFileSet(), "", source, parser.PackageClauseOnly)
	return err == nil
}

// put puts d in the place of the declarations that it replaces, or at the end of the file.
func (m *Module) put(name string, d Decl) error {
	for _, key := range d.Keys {
		if where := m.find(name, key); where != "" && where != name {
			return fmt.Errorf("%s stands in %s, not in %s", key, where, name)
		}
	}
	f := m.files[name]
	at := -1
	for i := range f.decls {
		if slices.ContainsFunc(d.Keys, func(key string) bool { return slices.Contains(f.decls[i].Keys, key) }) {
			if missing := without(f.decls[i].Keys, d.Keys); len(missing) > 0 {
				return fmt.Errorf("%s is declared together with %s, which the fence leaves out", d.Keys[0], missing[0])
			}
			at = i
			break
		}
	}
	if at < 0 {
		f.decls = append(f.decls, d)
		return nil
	}
	f.decls[at] = d
	rest := slices.DeleteFunc(f.decls[at+1:], func(o Decl) bool { return len(without(o.Keys, d.Keys)) == 0 })
	f.decls = f.decls[:at+1+len(rest)]
	return nil
}

// without returns the keys that are not among others.
func without(keys, others []string) []string {
	return slices.DeleteFunc(slices.Clone(keys), func(key string) bool { return slices.Contains(others, key) })
}

// find returns the file of name's package that declares key, "" if none does.
func (m *Module) find(name, key string) string {
	for other, f := range m.files {
		if path.Dir(other) != path.Dir(name) || f.pkg != m.files[name].pkg {
			continue
		}
		if slices.ContainsFunc(f.decls, func(d Decl) bool { return slices.Contains(d.Keys, key) }) {
			return other
		}
	}
	return ""
}

// delete takes away what the lines name. An empty line is none, and no line at all means
// the whole file.
func (m *Module) delete(name string, lines []string) error {
	f, ok := m.files[name]
	if !ok {
		return fmt.Errorf("there is no %s to delete from", name)
	}
	lines = slices.DeleteFunc(slices.Clone(lines), func(line string) bool { return strings.TrimSpace(line) == "" })
	if len(lines) == 0 {
		delete(m.files, name)
		return nil
	}
	for _, line := range lines {
		before := len(f.imports) + len(f.decls)
		if spec, ok := strings.CutPrefix(line, "import "); ok {
			f.imports = slices.DeleteFunc(f.imports, func(s string) bool { return s == spec })
		} else {
			f.decls = slices.DeleteFunc(f.decls, func(d Decl) bool { return len(without(d.Keys, []string{line})) == 0 })
		}
		if len(f.imports)+len(f.decls) == before {
			return fmt.Errorf("%s has no %s of its own to delete", name, line)
		}
	}
	return nil
}

// Write writes the module's files below dir.
func (m *Module) Write(dir string) error {
	for name, f := range m.files {
		source, err := f.source()
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		to := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(to, source, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// Decls returns the declarations of a package in the directory dir, of tests or not, by name.
func (m *Module) Decls(dir string, tests bool) map[string]Decl {
	all := map[string]Decl{}
	for name, f := range m.files {
		if path.Dir(name) != dir || strings.HasSuffix(name, "_test.go") != tests {
			continue
		}
		for _, d := range f.decls {
			for _, key := range d.Keys {
				all[key] = d
			}
		}
	}
	return all
}

// Files returns the names of the files, sorted.
func (m *Module) Files() []string { return slices.Sorted(maps.Keys(m.files)) }

func (f *file) addImports(specs []string) {
	for _, spec := range specs {
		if !slices.Contains(f.imports, spec) {
			f.imports = append(f.imports, spec)
		}
	}
}

// source returns the file as text, formatted.
func (f *file) source() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(f.head + "\n\n")
	if len(f.imports) > 0 {
		fmt.Fprintf(&b, "import (\n\t%s\n)\n\n", strings.Join(f.imports, "\n\t"))
	}
	for _, d := range f.decls {
		b.WriteString(d.Text + "\n\n")
	}
	return format.Source(b.Bytes())
}

// parse takes a Go file to pieces.
func parse(source string) (*file, error) {
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, "", source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	offset := func(p token.Pos) int { return fset.Position(p).Offset }
	f := &file{head: source[:offset(parsed.Name.End())], pkg: parsed.Name.Name}
	for _, spec := range parsed.Imports {
		f.imports = append(f.imports, source[offset(spec.Pos()):offset(spec.End())])
	}
	for _, d := range parsed.Decls {
		keys := keysOf(d)
		if keys == nil {
			continue // imports
		}
		begin := d.Pos()
		if doc := docOf(d); doc != nil {
			begin = doc.Pos()
		}
		end := offset(d.End())
		if i := strings.IndexByte(source[end:], '\n'); i >= 0 {
			end += i // with a comment in the last line
		}
		f.decls = append(f.decls, Decl{keys, source[offset(begin):end]})
	}
	return f, nil
}

func docOf(d ast.Decl) *ast.CommentGroup {
	if f, ok := d.(*ast.FuncDecl); ok {
		return f.Doc
	}
	return d.(*ast.GenDecl).Doc
}

// keysOf returns the names that d declares, nil for imports.
func keysOf(d ast.Decl) (keys []string) {
	if f, ok := d.(*ast.FuncDecl); ok {
		return []string{receiver(f) + f.Name.Name}
	}
	for _, spec := range d.(*ast.GenDecl).Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			keys = append(keys, spec.Name.Name)
		case *ast.ValueSpec:
			for _, name := range spec.Names {
				keys = append(keys, name.Name)
			}
		}
	}
	return keys
}

// receiver returns "T." for a method of T or *T.
func receiver(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return ""
	}
	t := f.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	if generic, ok := t.(*ast.IndexExpr); ok {
		t = generic.X
	}
	return t.(*ast.Ident).Name + "."
}
