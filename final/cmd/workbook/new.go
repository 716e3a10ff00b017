package main

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// template has the files of a learner's module. Their names end with .txt, so
// that they are none of this module.
//
//go:embed template
var template embed.FS

func runNew(_ context.Context, args []string, sh shell) (int, error) {
	names, err := parseMixed(newFlags(), args)
	if err != nil {
		return 0, err
	}
	if len(names) != 1 {
		return 0, errors.New("name a directory for your module, such as ../my-redis")
	}
	dir := names[0]
	if err := mayCreate(dir); err != nil {
		return complain(sh, err), nil
	}
	if err := writeTemplate(dir); err != nil {
		return complain(sh, err), nil
	}
	fmt.Fprintf(sh.stdout, "Your server begins in %s. Type there:\n\n", dir)
	fmt.Fprintf(sh.stdout, "  cd %s\n  workbook check 1 -- go run ./step01_echo/server\n\n", dir)
	fmt.Fprintln(sh.stdout, "It fails, and says what to do. `workbook read 1` is the chapter.")
	return exitOK, nil
}

// moduleLine is what the go.mod of this workbook, and of what new writes, has.
var moduleLine = regexp.MustCompile(`(?m)^module\s+"?mini-redis"?\s*(//.*)?$`)

// mayCreate tells why dir can't become a module: something is there, or it lies
// in the workbook, whose tests read every Go file below it.
func mayCreate(dir string) error {
	switch entries, err := os.ReadDir(dir); {
	case err == nil && len(entries) > 0:
		return fmt.Errorf("%s is not empty: name a directory that is, or one that isn't there yet", dir)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	}
	path, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	for parent := filepath.Dir(path); ; parent = filepath.Dir(parent) {
		text, err := os.ReadFile(filepath.Join(parent, "go.mod"))
		if err == nil && moduleLine.Match(text) {
			return fmt.Errorf("%s lies in the module mini-redis at %s: name a directory outside, such as %s",
				dir, parent, filepath.Join(filepath.Dir(parent), "my-redis"))
		}
		if parent == filepath.Dir(parent) {
			return nil
		}
	}
}

// writeTemplate writes the files of a new module into dir.
func writeTemplate(dir string) error {
	return fs.WalkDir(template, "template", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := template.ReadFile(name)
		if err != nil {
			return err
		}
		name = strings.TrimSuffix(strings.TrimPrefix(name, "template/"), ".txt")
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			return err
		}
		return os.WriteFile(file, text, 0o666)
	})
}
