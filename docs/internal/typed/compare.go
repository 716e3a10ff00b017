package typed

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/printer"
	"go/token"
	"maps"
	"slices"
	"strings"
)

// Compare says how the declarations of a package that was typed differ from those of the
// repository's, in its own words: one line for each name that is missing, superfluous or
// other code. Comments don't count, but typed ones must be the repository's, so
// that a chapter explains nothing that the code doesn't.
func Compare(typed, want map[string]Decl) (differences []string) {
	got, wanted := entries(typed), entries(want)
	for _, key := range slices.Sorted(maps.Keys(wanted)) {
		switch text, ok := got[key]; {
		case !ok:
			differences = append(differences, key+" is never typed")
		case text != wanted[key]:
			differences = append(differences, fmt.Sprintf("%s is typed otherwise:\n%s\nthan it stands in the repository:\n%s", key, text, wanted[key]))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(got)) {
		if _, ok := wanted[key]; !ok {
			differences = append(differences, key+" is typed, and not in the repository")
		}
	}
	known := map[string]bool{}
	for _, d := range want {
		for _, line := range comments(d.Text) {
			known[line] = true
		}
	}
	for _, key := range slices.Sorted(maps.Keys(typed)) {
		for _, line := range comments(typed[key].Text) {
			if !known[line] {
				differences = append(differences, fmt.Sprintf("%s: no file has the comment %q", key, line))
			}
		}
	}
	return differences
}

// entries returns the code of each name, without comments and in the formatting of gofmt.
// A name of a group stands for itself: typed one by one it is the same code.
func entries(decls map[string]Decl) map[string]string {
	all := map[string]string{}
	for key, d := range decls {
		fset := token.NewFileSet()
		parsed, err := parser.ParseFile(fset, "", "package p\n"+d.Text, parser.SkipObjectResolution)
		if err != nil {
			all[key] = err.Error() // parse has taken it before
			continue
		}
		switch decl := parsed.Decls[0].(type) {
		case *ast.FuncDecl:
			all[key] = code(fset, decl)
		case *ast.GenDecl:
			all[key] = entry(fset, decl, key)
		}
	}
	return all
}

// entry returns the code of the name key in a group.
func entry(fset *token.FileSet, group *ast.GenDecl, key string) string {
	var implicit string // the last expression of a const group, which holds where there is none
	for i, spec := range group.Specs {
		text := code(fset, spec)
		value, isValue := spec.(*ast.ValueSpec)
		if isValue && group.Tok == token.CONST {
			if len(value.Values) > 0 {
				_, implicit, _ = strings.Cut(text, "=")
			} else {
				text += " =" + implicit
			}
			if strings.Contains(implicit, "iota") {
				text += fmt.Sprintf(" // iota is %d", i)
			}
		}
		if isValue && slices.ContainsFunc(value.Names, func(n *ast.Ident) bool { return n.Name == key }) {
			return group.Tok.String() + " " + text
		}
		if t, ok := spec.(*ast.TypeSpec); ok && t.Name.Name == key {
			return "type " + text
		}
	}
	return ""
}

// code formats a node whose comments were not parsed. Lines that were there for comments
// alone go with them.
func code(fset *token.FileSet, node ast.Node) string {
	var b bytes.Buffer
	printer.Fprint(&b, fset, node) // fails for no node of a parsed file
	lines := strings.Split(b.String(), "\n")
	lines = slices.DeleteFunc(lines, func(line string) bool { return strings.TrimSpace(line) == "" })
	for i := range lines {
		lines[i] = strings.Join(strings.Fields(lines[i]), " ") // columns follow the comments beside them
	}
	return strings.Join(lines, "\n")
}

// comments returns the lines of the comments in a declaration.
func comments(source string) (lines []string) {
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, "", "package p\n"+source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil
	}
	for _, group := range parsed.Comments {
		for _, c := range group.List {
			lines = append(lines, strings.TrimSpace(strings.TrimLeft(c.Text, "/")))
		}
	}
	return lines
}

// Formatted tells whether source, a file or declarations, is as gofmt would have it.
func Formatted(source string) bool {
	formatted, err := format.Source([]byte(source))
	return err == nil && strings.TrimSpace(string(formatted)) == strings.TrimSpace(source)
}
