package docs_test

import (
	"go/ast"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
)

// A rule returns one finding for each violation in the tree. No rule may fail
// for a reason that its findings do not tell. That each can fail at all is
// shown in rules_catch_test.go.
type rule func(*tree) []string

// obey reports every violation of r in this repository.
func obey(t *testing.T, r rule) {
	t.Helper()
	for _, finding := range r(repository(t)) {
		t.Error(finding)
	}
}

func TestStepsImportOnlyEarlierSteps(t *testing.T) { obey(t, importsPointBack) }

func importsPointBack(r *tree) (findings []string) {
	for _, s := range r.sources {
		from := stepOf(s.path)
		top, _, _ := strings.Cut(s.path, "/")
		for _, spec := range s.Imports {
			imported := unquote(spec.Path.Value)
			inside, isLocal := strings.CutPrefix(imported, module+"/")
			to := stepOf(inside)
			var problem string
			switch {
			case from == 0 && to > 0 && !s.isTest():
				problem = top + " imports a step"
			case from == 0:
			case to > from:
				problem = "a step imports a later step"
			case isLocal && to == 0 && !(s.isTest() && inside == "final/check"):
				problem = "a step imports a package that is no step"
			case !isLocal && !s.isTest() && !isStandard(imported) && !strings.HasPrefix(imported, "golang.org/x/sync/"):
				problem = "a step imports more than the standard library and x/sync"
			}
			if problem != "" {
				findings = append(findings, r.finding(spec, "%s: %s", problem, imported))
			}
		}
	}
	return findings
}

// isStandard tells import paths of the standard library: only their first
// element has no dot.
func isStandard(importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	return !strings.Contains(first, ".")
}

func TestFinalImportsPointOneWay(t *testing.T) { obey(t, finalImportsPointOneWay) }

// layers says of each package beside the steps and the commands which others of
// this module it may build on.
func layers() map[string][]string {
	return map[string][]string{
		"docs":                        {},
		"docs/internal/markdown":      {},
		"docs/internal/typed":         {"docs/internal/markdown"},
		"final/internal/raw":          {},
		"final/internal/commandline":  {},
		"final/internal/terminal":     {},
		"final/internal/memnet":       {},
		"final/internal/process":      {},
		"final/internal/certificates": {},
		"final/internal/testpki":      {},
		"final/resp":                  {"final/internal/raw"},
		"final/store":                 {},
		"final/glob":                  {},
		"final/pubsub":                {"final/glob"},
		"final/config":                {"final/resp", "final/pubsub"},
		"final/server":                {"final/resp", "final/store", "final/glob", "final/pubsub", "final/config", "final/internal/raw", "final/internal/process"},
		"final/program":               {"final/server", "final/config", "final/internal/certificates", "final/internal/process", "final/internal/commandline"},
		"final/client":                {"final/resp"},
		"final/servertest":            {"final/client", "final/server", "final/internal/memnet"},
		"final/check":                 {"final/resp", "final/internal/terminal"},
		"final/check/mistakes":        {},
		"final/examples":              {},
	}
}

// finalImportsPointOneWay: a layer builds on those that layers gives it. Commands are
// above all layers. A nested module stands outside: beside its own packages it may
// use what final shows to anyone. A package that is none of these is a finding.
func finalImportsPointOneWay(r *tree) (findings []string) {
	layers := layers()
	unknown := map[string]bool{}
	for _, s := range r.sources {
		from := s.dir()
		if s.isTest() || stepOf(from) > 0 {
			continue
		}
		below, isLayer := layers[from]
		nested := r.nestedModule(from)
		isCommand := s.File.Name.Name == "main"
		if !isLayer && !isCommand && nested == "" && !unknown[from] {
			unknown[from] = true
			findings = append(findings, r.finding(s.File.Name, "package %s is not in layers, which says what it may import", from))
		}
		for _, spec := range s.Imports {
			to, local := strings.CutPrefix(unquote(spec.Path.Value), module+"/")
			if !local || stepOf(to) > 0 { // for steps see importsPointBack
				continue
			}
			_, known := layers[to]
			var allowed bool
			switch {
			case nested != "":
				allowed = strings.HasPrefix(to, nested+"/") || known && !strings.Contains(to, "internal/")
			case isCommand:
				allowed = known
			default:
				allowed = slices.Contains(below, to)
			}
			if !allowed {
				findings = append(findings, r.finding(spec, "%s must not import %s", from, to))
			}
		}
	}
	return findings
}

// nestedModule returns the directory of the module that the package in dir belongs
// to, "" if that is the root's.
func (r *tree) nestedModule(dir string) string {
	for ; dir != "."; dir = path.Dir(dir) {
		if _, err := fs.Stat(r, path.Join(dir, "go.mod")); err == nil {
			return dir
		}
	}
	return ""
}

func TestPackageUnsafeIsInOneFile(t *testing.T) { obey(t, unsafeInOneFile) }

// unsafeInOneFile keeps what the compiler can't check where one looks for it. Tests may
// look at addresses. Without the import there is no go:linkname either.
func unsafeInOneFile(r *tree) (findings []string) {
	const allowed = "final/internal/raw/raw_linux.go"
	for _, s := range r.sources {
		if s.isTest() || s.path == allowed {
			continue
		}
		for _, spec := range s.Imports {
			if imported := unquote(spec.Path.Value); imported == "unsafe" || imported == "C" {
				findings = append(findings, r.finding(spec, "imports %s, which only %s may do", imported, allowed))
			}
		}
	}
	return findings
}

func TestLibrariesLeaveTheProcessAlone(t *testing.T) { obey(t, librariesLeaveProcess) }

// librariesLeaveProcess keeps what concerns a whole process out of final's libraries:
// that is decided by commands, and by package program, which is one.
func librariesLeaveProcess(r *tree) (findings []string) {
	for _, s := range r.sources {
		if !strings.HasPrefix(s.path, "final/") || s.isTest() || s.File.Name.Name == "main" || strings.HasPrefix(s.path, "final/program/") {
			continue
		}
		ast.Inspect(s.File, func(n ast.Node) bool {
			if e, ok := n.(ast.Expr); ok && changesProcess(qualified(s, e)) {
				findings = append(findings, r.finding(n, "%s changes the whole process, which is for a program to do", qualified(s, e)))
			}
			return true
		})
	}
	return findings
}

// changesProcess reports whether a function of the standard library changes more than
// what it is given.
func changesProcess(function string) bool {
	switch function {
	case "runtime.GOMAXPROCS", "runtime.GC", "runtime/debug.FreeOSMemory",
		"os.Exit", "os.Chdir", "os.Setenv", "os.Unsetenv", "os.Clearenv", "log/slog.SetDefault":
		return true
	}
	return strings.HasPrefix(function, "runtime/debug.Set") || strings.HasPrefix(function, "os/signal.") ||
		strings.HasPrefix(function, "log.Set") || strings.HasPrefix(function, "log.Fatal")
}

func TestEveryPackageHasOneComment(t *testing.T) { obey(t, onePackageComment) }

func onePackageComment(r *tree) (findings []string) {
	first := map[string]source{}
	commented := map[string][]source{}
	for _, s := range r.sources {
		if s.isTest() {
			continue
		}
		if _, seen := first[s.dir()]; !seen {
			first[s.dir()] = s
		}
		if s.Doc != nil && strings.TrimSpace(s.Doc.Text()) != "" {
			commented[s.dir()] = append(commented[s.dir()], s)
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(first)) {
		switch with := commented[dir]; {
		case len(with) == 0:
			findings = append(findings, r.finding(first[dir].File.Name, "package %s has no package comment", dir))
		case len(with) > 1:
			findings = append(findings, r.finding(with[1].Doc, "package %s has a second package comment, the first is in %s", dir, with[0].path))
		}
	}
	return findings
}

func TestNoMutablePackageState(t *testing.T) { obey(t, noMutableState) }

// noMutableState allows as package variables what nothing assigns to: sentinel
// errors, compiled regular expressions and replacers, embedded files, sync.Pools
// and `var _ Interface = …`. A lookup table belongs in a switch, a constant string
// or a function that builds it: a map or slice can be written by anyone.
func noMutableState(r *tree) (findings []string) {
	for _, s := range r.sources {
		if s.isTest() {
			continue
		}
		for _, decl := range s.Decls {
			vars, ok := decl.(*ast.GenDecl)
			if !ok || vars.Tok != token.VAR {
				continue
			}
			for _, spec := range vars.Specs {
				if v := spec.(*ast.ValueSpec); !immutable(s, vars, v) {
					findings = append(findings, r.finding(v, "package variable %s is mutable state", v.Names[0].Name))
				}
			}
		}
	}
	return findings
}

func immutable(s source, decl *ast.GenDecl, v *ast.ValueSpec) bool {
	if v.Names[0].Name == "_" || isEmbedded(decl.Doc) || isEmbedded(v.Doc) {
		return true
	}
	if v.Type != nil && len(v.Values) == 0 {
		return qualified(s, v.Type) == "sync.Pool"
	}
	for _, value := range v.Values {
		switch value := value.(type) {
		case *ast.CallExpr:
			switch qualified(s, value.Fun) {
			case "errors.New", "fmt.Errorf", "regexp.MustCompile", "strings.NewReplacer", "sync.OnceValue":
				continue
			}
		case *ast.CompositeLit:
			if qualified(s, value.Type) == "sync.Pool" {
				continue
			}
		}
		return false
	}
	return len(v.Values) > 0
}

func isEmbedded(doc *ast.CommentGroup) bool {
	return doc != nil && slices.ContainsFunc(doc.List, func(c *ast.Comment) bool {
		return strings.HasPrefix(c.Text, "//go:embed ")
	})
}

// qualified returns "path.Name" if e selects a name from a package that s
// imports, "" otherwise.
func qualified(s source, e ast.Expr) string {
	sel, ok := e.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	pkg, ok := sel.X.(*ast.Ident)
	if !ok {
		return ""
	}
	for _, spec := range s.Imports {
		if p := unquote(spec.Path.Value); s.localName(p) == pkg.Name {
			return p + "." + sel.Sel.Name
		}
	}
	return ""
}

func TestPackagesAreNamedForWhatTheyDo(t *testing.T) { obey(t, noVagueNames) }

func noVagueNames(r *tree) (findings []string) {
	vague := []string{"utils", "util", "common", "helpers", "helper", "misc", "base", "shared"}
	for _, s := range r.sources {
		names := append(strings.Split(s.dir(), "/"), strings.TrimSuffix(s.File.Name.Name, "_test"))
		for _, name := range names {
			if slices.Contains(vague, name) {
				findings = append(findings, r.finding(s.File.Name, "%q does not say what the package is for", name))
				break
			}
		}
	}
	return findings
}
