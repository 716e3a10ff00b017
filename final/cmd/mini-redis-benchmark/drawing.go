package main

import (
	_ "embed"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"strings"
	"text/template"
)

// drawingTemplate is the SVG around the values.
//
//go:embed drawing.svg.tmpl
var drawingTemplate string

// mayWrite fails if a file of that name cannot be written: better before the
// measurement than after it. It leaves a file that exists as it is.
func mayWrite(name string) error {
	if name == "" {
		return nil
	}
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE, 0o666)
	if err != nil {
		return fmt.Errorf("--svg: %w", err)
	}
	return file.Close()
}

// drawTo draws comparisons into a file, unless its name is empty or there are none.
func drawTo(name, conditions string, all []comparison) error {
	if name == "" || len(all) == 0 {
		return nil
	}
	var b strings.Builder
	if err := draw(&b, conditions, all); err != nil {
		return err
	}
	if err := os.WriteFile(name, []byte(b.String()), 0o666); err != nil {
		return fmt.Errorf("--svg: %w", err)
	}
	return nil
}

// draw writes comparisons, at least one, as an SVG image: for each workload and server
// a bar of the rate and one of p99. It needs no other file, and follows the reader's
// choice of light or dark.
func draw(w io.Writer, conditions string, all []comparison) error {
	t := template.New("drawing").Funcs(template.FuncMap{"xml": escaped})
	t, err := t.Parse(drawingTemplate)
	if err != nil {
		return err
	}
	return t.Execute(w, layOut(conditions, all))
}

// escaped returns text as it stands in XML, attributes included.
func escaped(text string) (string, error) {
	var b strings.Builder
	err := xml.EscapeText(&b, []byte(text))
	return b.String(), err
}
