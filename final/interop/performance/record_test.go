package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// sectionOf returns a section with one figure.
func sectionOf(values ...float64) section {
	return section{conditions{CPU: "Some CPU", Processors: 2, Go: "go1.26", Redis: "7.0.15", Rounds: len(values), Seconds: 2}, figures{"final/get/P=1/rate": values}}
}

func TestOnlyTheMeasuredTableIsReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "performance.json")
	for _, step := range []struct {
		name   string
		values []float64
	}{{"keys", []float64{1, 2}}, {"steps", []float64{3, 4}}, {"keys", []float64{5, 6e-7}}} {
		if err := replaceTable(path, step.name, sectionOf(step.values...)); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var got record
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	want := record{map[string]section{"keys": sectionOf(5, 6e-7), "steps": sectionOf(3, 4)}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if line := `"final/get/P=1/rate": [5, 6e-7]` + "\n"; !strings.Contains(string(text), line) {
		t.Errorf("the rounds of a figure share a line; got\n%s", text)
	}
	if files, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*")); len(files) != 1 {
		t.Errorf("the directory has %q", files)
	}
}

func TestFileThatIsNoRecordIsLeftAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "notes.txt")
	if err := os.WriteFile(path, []byte("notes"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := replaceTable(path, "keys", sectionOf(1)); err == nil || !strings.Contains(err.Error(), "notes.txt") {
		t.Errorf("got %v, want an error that names the file", err)
	}
	if text, _ := os.ReadFile(path); string(text) != "notes" {
		t.Errorf("the file has become %q", text)
	}
}

func TestFiguresGatherRounds(t *testing.T) {
	all := figures{}
	all.add("final/get", map[string]float64{"rate": 123456.7, "cpu": 0})
	all.add("final/get", map[string]float64{"rate": 0.00123456, "cpu": 2})
	want := figures{"final/get/rate": {123460, 0.0012346}, "final/get/cpu": {0, 2}}
	if !reflect.DeepEqual(all, want) {
		t.Errorf("got %v, want %v", all, want)
	}
}
