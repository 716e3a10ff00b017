package docs_test

import (
	"go/ast"
	"slices"
	"testing"
)

func TestTestsSleepOnlyInBubbles(t *testing.T) { obey(t, sleepsInBubbles) }

// sleepsInBubbles: a test may call time.Sleep only where time is simulated,
// that is in a function literal handed to synctest.Test or rapid.SyncTest, or
// in a declaration that only such places mention.
//
// Names are compared as words within one package's test files, without types:
// a second use of the same word outside a bubble counts against it.
func sleepsInBubbles(r *tree) (findings []string) {
	var packages []string
	files := map[string][]source{}
	for _, s := range r.sources {
		if s.isTest() {
			key := s.dir() + " " + s.File.Name.Name
			files[key] = append(files[key], s)
			packages = append(packages, key)
		}
	}
	for _, key := range slices.Compact(slices.Sorted(slices.Values(packages))) {
		for _, call := range sleepsOutside(files[key]) {
			findings = append(findings, r.finding(call, "time.Sleep outside a synctest.Test or rapid.SyncTest bubble"))
		}
	}
	return findings
}

// A declaration is one top-level function, method, type or value of a package's
// test files, with what the rule needs to know of its body.
type declaration struct {
	name     string
	receiver string     // the type, for a method
	sleeps   []ast.Node // time.Sleep outside bubble literals
	free     []string   // words outside bubble literals
	inside   []string   // words in bubble literals
}

// sleepsOutside returns the calls of time.Sleep that may run outside a bubble.
//
// A declaration is bubble-only if something mentions it and all that mentions
// it is a bubble literal or bubble-only itself; a method also if its type is,
// since a state machine's methods are called without being named. Starting
// with every declaration, those that break this are taken away until none does.
func sleepsOutside(files []source) (outside []ast.Node) {
	var all []*declaration
	for _, s := range files {
		for _, decl := range s.Decls {
			all = append(all, declarations(s, decl)...)
		}
	}
	only := map[*declaration]bool{}
	for _, d := range all {
		only[d] = true
	}
	inBubble := func(d *declaration) bool {
		mentioned := false
		for _, m := range all {
			own := m == d || m.receiver != "" && m.receiver == d.name
			if !own && slices.Contains(m.free, d.name) {
				if !only[m] {
					return false
				}
				mentioned = true
			}
			mentioned = mentioned || slices.Contains(m.inside, d.name)
		}
		return mentioned
	}
	typeInBubble := func(d *declaration) bool {
		return d.receiver != "" && slices.ContainsFunc(all, func(t *declaration) bool {
			return t.receiver == "" && t.name == d.receiver && only[t]
		})
	}
	for changed := true; changed; {
		changed = false
		for _, d := range all {
			if only[d] && !typeInBubble(d) && !inBubble(d) {
				only[d] = false
				changed = true
			}
		}
	}
	for _, d := range all {
		if !only[d] {
			outside = append(outside, d.sleeps...)
		}
	}
	return outside
}

func declarations(s source, decl ast.Decl) (list []*declaration) {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		d := &declaration{name: decl.Name.Name, receiver: receiverName(decl)}
		d.read(s, decl.Type)
		if decl.Body != nil {
			d.read(s, decl.Body)
		}
		return []*declaration{d}
	case *ast.GenDecl:
		for _, spec := range decl.Specs {
			d := &declaration{}
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				d.name = spec.Name.Name
				d.read(s, spec.Type)
			case *ast.ValueSpec:
				if d.name = spec.Names[0].Name; d.name == "_" {
					continue // an interface check runs nothing
				}
				for _, value := range spec.Values {
					d.read(s, value)
				}
			}
			list = append(list, d)
		}
	}
	return list
}

func receiverName(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return ""
	}
	return words(f.Recv.List[0].Type)[0] // the receiver's own name is no part of Type
}

// read collects what the code under root mentions.
func (d *declaration) read(s source, root ast.Node) {
	bubble := map[ast.Node]bool{}
	ast.Inspect(root, func(n ast.Node) bool {
		if bubble[n] {
			d.inside = append(d.inside, words(n)...)
			return false
		}
		switch n := n.(type) {
		case *ast.CallExpr:
			switch qualified(s, n.Fun) {
			case "testing/synctest.Test", "pgregory.net/rapid.SyncTest":
				for _, arg := range n.Args {
					bubble[arg] = true
				}
			}
		case *ast.SelectorExpr:
			if qualified(s, n) == "time.Sleep" {
				d.sleeps = append(d.sleeps, n)
				return false
			}
		case *ast.Ident:
			d.free = append(d.free, n.Name)
		}
		return true
	})
}

func words(root ast.Node) (list []string) {
	ast.Inspect(root, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			list = append(list, id.Name)
		}
		return true
	})
	return list
}
