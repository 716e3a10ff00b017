package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
)

// figures are a table's: the values of all rounds under a name like final/get/P=1/rate.
type figures map[string][]float64

// add appends a round's values, under names that begin with prefix. What is kept has
// five significant digits.
func (f figures) add(prefix string, round map[string]float64) {
	for name, value := range round {
		short, err := strconv.ParseFloat(strconv.FormatFloat(value, 'g', 5, 64), 64)
		if err != nil {
			panic(err) // what FormatFloat writes is a number
		}
		f[prefix+"/"+name] = append(f[prefix+"/"+name], short)
	}
}

// conditions are what figures were measured on and how.
type conditions struct {
	CPU        string  `json:"cpu"`
	Processors int     `json:"processors"`
	MemoryGB   float64 `json:"memory_gb"`
	System     string  `json:"system"`
	Go         string  `json:"go"`
	Redis      string  `json:"redis"`
	Rounds     int     `json:"rounds"`
	Seconds    float64 `json:"seconds"`
	Short      bool    `json:"short"` // only a try
}

// A section is what the file says of a table.
type section struct {
	Conditions conditions `json:"conditions"`
	Figures    figures    `json:"figures"`
}

// A record is the file: tables by name.
type record struct {
	Tables map[string]section `json:"tables"`
}

// replaceTable writes s into the file as the table called name, and leaves the other
// tables as they are. The file is either the old or the new one at any time.
func replaceTable(path, name string, s section) error {
	old, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	text, err := merge(old, name, s)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(path+".new", text, 0o644); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// numbers finds an array of numbers that has a line for each.
var numbers = regexp.MustCompile(`\[[\s\d.,e+-]+\]`)

// merge returns the text of a file, empty for none, with s as the table called name.
// The rounds of a figure share a line.
func merge(old []byte, name string, s section) ([]byte, error) {
	var r record
	if len(old) > 0 {
		if err := json.Unmarshal(old, &r); err != nil {
			return nil, err
		}
	}
	if r.Tables == nil {
		r.Tables = map[string]section{}
	}
	r.Tables[name] = s
	text, err := json.MarshalIndent(r, "", "\t")
	if err != nil {
		return nil, err
	}
	text = numbers.ReplaceAllFunc(text, func(array []byte) []byte {
		return slices.Concat([]byte("["), bytes.Join(bytes.Fields(array[1:len(array)-1]), []byte(" ")), []byte("]"))
	})
	return append(text, '\n'), nil
}
