package main

import (
	"cmp"
	_ "embed"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
)

// usage is what --help says.
//
//go:embed usage.txt
var usage string

func printUsage(w io.Writer) { io.WriteString(w, usage) }

// printVersion prints what --version says.
func printVersion(w io.Writer) {
	version := "devel"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "(devel)" {
		version = cmp.Or(info.Main.Version, version)
	}
	fmt.Fprintf(w, "mini-redis-benchmark %s, %s\n", version, runtime.Version())
}
