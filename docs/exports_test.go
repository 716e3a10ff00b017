package docs_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestStepsExportOnlyWhatIsUsed(t *testing.T) {
	t.Parallel()
	findings, err := unusedExports("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, finding := range findings {
		t.Error(finding)
	}
}

// unusedExports returns a finding for each identifier that a step of the module
// in root exports although no later step, no server command and no test uses it:
// package-level names, and the methods and fields of exported types.
//
// A type also counts as used where a value of it is, a field where a composite
// literal sets it by position, and a method where it satisfies an interface of
// its package or of one that its package imports. Invisible are uses by
// reflection (a field only compared by reflect.DeepEqual is reported) and by
// files that a build constraint other than stress leaves out.
func unusedExports(root string) (findings []string, err error) {
	l := loader{fset: token.NewFileSet()}
	if err := l.list(root); err != nil {
		return nil, err
	}
	used := map[string]bool{}
	var exported []export
	for _, p := range l.packages {
		if p.Standard || !p.inModule() || strings.HasSuffix(p.ImportPath, ".test") {
			continue
		}
		checked, err := l.check(p)
		if err != nil {
			return nil, err
		}
		checked.addUses(used)
		step := stepOf(strings.TrimPrefix(p.ImportPath, module+"/"))
		if p.ForTest == "" && step > 0 && checked.Name() != "main" {
			exported = append(exported, checked.exports()...)
		}
	}
	for _, e := range exported {
		if !used[e.key] {
			findings = append(findings, fmt.Sprintf("%s is exported, but no later step, server command or test uses it", e))
		}
	}
	slices.Sort(findings)
	return findings, nil
}

// A listed package is one line of `go list -deps -test -export -json`. A
// package with tests occurs several times: plain, "p [p.test]" with its own
// test files, and "p_test [p.test]".
type listed struct {
	ImportPath string
	ForTest    string
	Dir        string
	GoFiles    []string
	Export     string // the file with the compiled package's types
	ImportMap  map[string]string
	Standard   bool
}

func (p listed) inModule() bool {
	return p.ImportPath == module || strings.HasPrefix(p.ImportPath, module+"/")
}

type loader struct {
	fset     *token.FileSet
	packages []listed
	exports  map[string]string
}

func (l *loader) list(root string) error {
	cmd := exec.Command("go", "list", "-deps", "-test", "-export", "-tags=stress",
		"-json=ImportPath,ForTest,Dir,GoFiles,Export,ImportMap,Standard", "./...")
	cmd.Dir = root
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("go list: %w\n%s", err, &stderr)
	}
	l.exports = map[string]string{}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		l.packages = append(l.packages, p)
		l.exports[p.ImportPath] = p.Export
	}
}

// check type-checks p from its source, and what it imports from compiled
// packages.
func (l *loader) check(p listed) (*checkedPackage, error) {
	var files []*ast.File
	for _, name := range p.GoFiles {
		file, err := parser.ParseFile(l.fset, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	lookup := func(importPath string) (io.ReadCloser, error) {
		if to, ok := p.ImportMap[importPath]; ok {
			importPath = to
		}
		return os.Open(l.exports[importPath])
	}
	config := types.Config{Importer: importer.ForCompiler(l.fset, "gc", lookup)}
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}, Types: map[ast.Expr]types.TypeAndValue{}}
	name, _, _ := strings.Cut(p.ImportPath, " ")
	pkg, err := config.Check(name, l.fset, files, info)
	if err != nil {
		return nil, err
	}
	return &checkedPackage{pkg, l.fset, info}, nil
}

type checkedPackage struct {
	*types.Package
	fset *token.FileSet
	info *types.Info
}

// An export is an exported identifier of a step.
type export struct {
	key  string // where it is declared
	name string
}

func (e export) String() string { return e.key + ": " + e.name }

// key names an object by directory, file, line and name, the same whether its
// package was read from source or from its compiled form.
func (p *checkedPackage) key(o types.Object) string {
	at := p.fset.Position(o.Pos())
	dir, file := filepath.Split(at.Filename)
	return fmt.Sprintf("%s/%s:%d: %s", filepath.Base(dir), file, at.Line, o.Name())
}

// addUses marks what p's files use, but for a package's uses of itself outside
// its tests.
func (p *checkedPackage) addUses(used map[string]bool) {
	mark := func(at ast.Node, o types.Object) {
		from := p.fset.Position(at.Pos()).Filename
		to := p.fset.Position(o.Pos()).Filename
		if filepath.Base(filepath.Dir(from)) != filepath.Base(filepath.Dir(to)) || strings.HasSuffix(from, "_test.go") {
			used[p.key(o)] = true
		}
	}
	for id, o := range p.info.Uses {
		if o.Pkg() != nil {
			mark(id, o)
		}
	}
	for e, tv := range p.info.Types {
		named := namedIn(tv.Type)
		if named == nil {
			continue
		}
		mark(e, named.Origin().Obj())
		lit, ok := e.(*ast.CompositeLit)
		s, isStruct := named.Underlying().(*types.Struct)
		if !ok || !isStruct || len(lit.Elts) == 0 {
			continue
		}
		if _, keyed := lit.Elts[0].(*ast.KeyValueExpr); !keyed {
			for f := range s.Fields() {
				mark(e, f)
			}
		}
	}
}

// namedIn finds the type that a pointer, slice, array, channel or map leads to.
func namedIn(t types.Type) *types.Named {
	for {
		switch u := types.Unalias(t).(type) {
		case *types.Named:
			return u
		case interface{ Elem() types.Type }:
			t = u.Elem()
		default:
			return nil
		}
	}
}

func (p *checkedPackage) exports() (list []export) {
	add := func(o types.Object, name string) {
		if o.Exported() {
			list = append(list, export{p.key(o), name})
		}
	}
	for _, name := range p.Scope().Names() {
		o := p.Scope().Lookup(name)
		add(o, name)
		typeName, ok := o.(*types.TypeName)
		if !ok || typeName.IsAlias() || !o.Exported() {
			continue
		}
		named := o.Type().(*types.Named)
		for m := range named.Methods() {
			if !p.satisfiesInterface(named, m.Name()) {
				add(m, name+"."+m.Name())
			}
		}
		if s, ok := named.Underlying().(*types.Struct); ok {
			for f := range s.Fields() {
				if !f.Embedded() {
					add(f, name+"."+f.Name())
				}
			}
		}
	}
	return list
}

// satisfiesInterface tells whether some interface that p can name has method
// and is implemented by t, so that the method may be called without being named.
func (p *checkedPackage) satisfiesInterface(t *types.Named, method string) bool {
	if slices.Contains([]string{"Is", "As", "Unwrap", "String"}, method) {
		return true // errors and fmt find these by themselves
	}
	scopes := []*types.Scope{types.Universe, p.Scope()}
	for _, imported := range p.Imports() {
		scopes = append(scopes, imported.Scope())
	}
	for _, scope := range scopes {
		for _, name := range scope.Names() {
			typeName, ok := scope.Lookup(name).(*types.TypeName)
			if !ok {
				continue
			}
			i, ok := typeName.Type().Underlying().(*types.Interface)
			if !ok || !i.IsMethodSet() || !hasMethod(i, method) {
				continue
			}
			if types.Implements(t, i) || types.Implements(types.NewPointer(t), i) {
				return true
			}
		}
	}
	return false
}

func hasMethod(i *types.Interface, name string) bool {
	for m := range i.Methods() {
		if m.Name() == name {
			return true
		}
	}
	return false
}
