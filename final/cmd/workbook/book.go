package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"strings"

	"mini-redis/docs"
)

func runRead(_ context.Context, args []string, sh shell) (int, error) {
	names, err := parseMixed(newFlags(), args)
	if err != nil {
		return 0, err
	}
	if len(names) != 1 {
		return 0, errors.New("name one chapter, such as 1")
	}
	files, err := docs.Chapters.ReadDir(".")
	if err != nil {
		return 0, err
	}
	for _, file := range files {
		if strings.HasPrefix(file.Name(), fmt.Sprintf("%02s-", names[0])) {
			text, err := docs.Chapters.ReadFile(file.Name())
			if err != nil {
				return 0, err
			}
			sh.stdout.Write(text)
			return exitOK, nil
		}
	}
	return 0, fmt.Errorf("there is no chapter %q", names[0])
}

// answers has a line for each file of the steps: its path and what it is about,
// in the order in which they read best.
//
//go:embed answers.txt
var answers string

func runAnswer(_ context.Context, args []string, sh shell) (int, error) {
	names, err := parseMixed(newFlags(), args)
	if err != nil {
		return 0, err
	}
	p, err := parsePart(names)
	if err != nil {
		return 0, err
	}
	if p.whole() {
		return 0, errors.New("name a step, such as 2")
	}
	spec := p.specs[0]
	dir := fmt.Sprintf("step%02d_%s", spec.Step, spec.Name)
	fmt.Fprintf(sh.stdout, "Step %d, %s, in the workbook's repository. The chapter: %s\n\n", spec.Step, spec.Name, spec.Chapter)
	for line := range strings.Lines(answers) {
		if file, about, ok := strings.Cut(line, "  "); ok && strings.HasPrefix(file, dir+"/") {
			fmt.Fprintf(sh.stdout, "  %-31s %s", file, strings.TrimLeft(about, " "))
		}
	}
	fmt.Fprintf(sh.stdout, "\nIts public side: go doc -all ./%s\nIts tests: go test ./%s/...\n", dir, dir)
	return exitOK, nil
}
