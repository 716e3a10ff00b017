package main

import (
	_ "embed"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// usage is what -help says.
//
//go:embed usage.txt
var usage string

// An effort says how much is measured.
type effort struct {
	rounds  int
	seconds float64 // of a load
	short   bool    // fewer keys, and figures that are only a try
}

// duration is how long a load runs.
func (e effort) duration() time.Duration { return time.Duration(e.seconds * float64(time.Second)) }

// options are what the flags ask for.
type options struct {
	effort
	output string // file name
	tables []table
}

// parseFlags returns the options that args ask for. The error is flag.ErrHelp if they
// ask for help.
func parseFlags(args []string) (*options, error) {
	o := new(options)
	var only string
	flags := flag.NewFlagSet("performance", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&only, "only", "", "")
	flags.StringVar(&o.output, "o", filepath.FromSlash("../../docs/testdata/performance.json"), "")
	flags.IntVar(&o.rounds, "rounds", 0, "")
	flags.Float64Var(&o.seconds, "seconds", 0, "")
	flags.BoolVar(&o.short, "short", false, "")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	if flags.NArg() > 0 {
		return nil, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	given := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	rounds, seconds := 5, 2.0
	if o.short {
		rounds, seconds = 1, 0.2
	}
	if !given["rounds"] {
		o.rounds = rounds
	}
	if !given["seconds"] {
		o.seconds = seconds
	}
	switch {
	case o.rounds < 1 || o.rounds > 1000:
		return nil, fmt.Errorf("-rounds %d: want a number from 1 to 1000", o.rounds)
	case !(o.seconds >= 0.05 && o.seconds <= 600):
		return nil, fmt.Errorf("-seconds %v: want a number from 0.05 to 600", o.seconds)
	}
	var err error
	o.tables, err = selectTables(allTables(o.effort), only)
	return o, err
}

// selectTables returns the tables in a list such as "keys,values", in the order of
// all, and all of them for an empty list.
func selectTables(all []table, list string) ([]table, error) {
	if list == "" {
		return all, nil
	}
	names := strings.Split(list, ",")
	for _, name := range names {
		if !slices.ContainsFunc(all, func(t table) bool { return t.name == name }) {
			return nil, fmt.Errorf("-only does not know %q; it knows %s", name, strings.Join(namesOf(all), ","))
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(t table) bool { return !slices.Contains(names, t.name) }), nil
}

func namesOf(tables []table) (names []string) {
	for _, t := range tables {
		names = append(names, t.name)
	}
	return names
}
