package main

import (
	"context"
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
