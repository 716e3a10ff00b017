package docs_test

import (
	"go/ast"
	"go/token"
	"maps"
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
		from, inFinal := stepOf(s.path), strings.HasPrefix(s.path, "final/")
		for _, spec := range s.Imports {
			imported := unquote(spec.Path.Value)
			inside, isLocal := strings.CutPrefix(imported, module+"/")
			to := stepOf(inside)
			var problem string
			switch {
			case inFinal && to > 0 && !s.isTest():
				problem = "final imports a step"
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

// finalLayers says which of final's packages each of them may build on.
// The commands are above them all.
func finalLayers() map[string][]string {
	return map[string][]string{
		"internal/raw": {},
		"resp":         {"internal/raw"},
		"store":        {},
		"pubsub":       {},
		"server":       {"resp", "store", "pubsub", "internal/raw"},
		"client":       {"resp"},
		"check":        {"resp"},
	}
}

func finalImportsPointOneWay(r *tree) (findings []string) {
	layers := finalLayers()
	for _, s := range r.sources {
		from, inFinal := strings.CutPrefix(s.dir(), "final/")
		below, isLayer := layers[from]
		if !inFinal || s.isTest() || !isLayer {
			continue
		}
		for _, spec := range s.Imports {
			to, local := strings.CutPrefix(unquote(spec.Path.Value), module+"/final/")
			_, known := layers[to]
			isCommand := strings.HasPrefix(to, "cmd/") || strings.HasPrefix(to, "examples/")
			if local && (known || isCommand) && !slices.Contains(below, to) {
				findings = append(findings, r.finding(spec, "final/%s must not import final/%s", from, to))
			}
		}
	}
	return findings
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
			case "errors.New", "fmt.Errorf", "regexp.MustCompile", "strings.NewReplacer":
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
