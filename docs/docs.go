// Package docs is the book: one Markdown chapter a step, embedded so that the
// workbook command can show it without a checkout, and the tests that keep
// what the chapters show equal to what the code does.
//
// The tests read the whole repository. rules_test.go and layout_test.go hold the
// rules of the code base, chapters_test.go those of the chapters; console_test.go
// runs every terminal session that a chapter shows; breaches_test.go shows for
// each invariant of a step that a test notices when it is broken.
package docs

import "embed"

// Chapters holds the chapters, named as the files in this directory:
// "00-start.md" to "09-….md". It is read-only, so any goroutine may use it.
//
//go:embed *.md
var Chapters embed.FS
