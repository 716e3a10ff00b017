package main

import (
	"errors"
	"flag"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestFlagsSayWhatIsMeasuredAndHowMuch(t *testing.T) {
	all := []string{"steps", "processors", "keys", "connections", "values", "overview"}
	for _, tt := range []struct {
		args string
		want effort
		only []string
	}{
		{"", effort{5, 2, false}, all},
		{"-short", effort{1, 0.2, true}, all},
		{"-short -rounds 7", effort{7, 0.2, true}, all},
		{"-only values,keys -rounds 2 -seconds 0.5", effort{2, 0.5, false}, []string{"keys", "values"}},
	} {
		o, err := parseFlags(strings.Fields(tt.args))
		if err != nil {
			t.Fatal(err)
		}
		if got := namesOf(o.tables); o.effort != tt.want || !slices.Equal(got, tt.only) {
			t.Errorf("%q: got %+v of %q, want %+v of %q", tt.args, o.effort, got, tt.want, tt.only)
		}
		if want := filepath.FromSlash("../../docs/testdata/performance.json"); o.output != want {
			t.Errorf("%q: writes %s, want %s", tt.args, o.output, want)
		}
	}
}

func TestWrongFlagsAreRefused(t *testing.T) {
	for args, want := range map[string]string{
		"-only keys,speed": `-only does not know "speed"; it knows steps,processors,keys`,
		"-only ,":          `does not know ""`,
		"-rounds 0":        "-rounds 0: want",
		"-seconds NaN":     "-seconds NaN: want",
		"-seconds 0":       "-seconds 0: want",
		"keys":             `unexpected argument "keys"`,
	} {
		if _, err := parseFlags(strings.Fields(args)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", args, err, want)
		}
	}
	if _, err := parseFlags([]string{"-help"}); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("-help: got %v", err)
	}
}

// The help names every table, in an order that -only takes.
func TestHelpListsTheTables(t *testing.T) {
	if list := strings.Join(namesOf(allTables(effort{})), ","); !strings.Contains(usage, list) {
		t.Errorf("-help does not have %s", list)
	}
}

func TestNoTwoProbesOfATableShareAFigure(t *testing.T) {
	for _, e := range []effort{{}, {short: true}} {
		for _, table := range allTables(e) {
			seen := map[string]bool{}
			for _, trial := range table.trials {
				for _, p := range trial.probes {
					if seen[p.name] {
						t.Errorf("%s has two probes %s", table.name, p.name)
					}
					seen[p.name] = true
				}
			}
		}
	}
}
