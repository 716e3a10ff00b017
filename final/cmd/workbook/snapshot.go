package main

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// A snapshot has what the files of a directory looked like: their sizes and
// modification times, by path.
type snapshot map[string]look

type look struct {
	size     int64
	modified time.Time
}

// takeSnapshot looks at the files in fsys that a person may have written. What
// can't be read counts as not being there.
func takeSnapshot(fsys fs.FS) snapshot {
	s := snapshot{}
	fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil // removed in the meantime
		case name != "." && isProduct(entry):
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case !entry.Type().IsRegular():
			return nil
		}
		if info, err := entry.Info(); err == nil && !isProgram(fsys, name, info) {
			s[name] = look{info.Size(), info.ModTime()}
		}
		return nil
	})
	return s
}

// isProduct tells files and directories that only programs write.
func isProduct(entry fs.DirEntry) bool {
	name := entry.Name()
	if name[0] == '.' || strings.HasSuffix(name, "~") {
		return true
	}
	if entry.IsDir() {
		return slices.Contains([]string{"node_modules", "target", "__pycache__", "build"}, name)
	}
	return slices.Contains([]string{".log", ".o", ".pyc", ".class", ".exe", ".tmp", ".rdb", ".aof"}, path.Ext(name))
}

// isProgram tells an executable file that is no script. On some file systems all
// files are executable, so what is text isn't one.
func isProgram(fsys fs.FS, name string, info fs.FileInfo) bool {
	if info.Mode()&0o111 == 0 {
		return false
	}
	f, err := fsys.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	var head [64]byte
	n, _ := io.ReadFull(f, head[:])
	return n == 0 || bytes.IndexByte(head[:n], 0) >= 0
}

// differences returns the files that aren't the same in both.
func (s snapshot) differences(t snapshot) (changed []string) {
	for name, look := range t {
		if s[name] != look {
			changed = append(changed, name)
		}
	}
	for name := range s {
		if _, ok := t[name]; !ok {
			changed = append(changed, name)
		}
	}
	return changed
}
