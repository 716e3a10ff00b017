//go:build stress

package docs_test

// everyCheckpoint is whether the whole of each chapter is run, and not its end alone.
const everyCheckpoint = true
