package main

import (
	"context"
	"fmt"

	"mini-redis/final/check"
)

func runList(_ context.Context, args []string, sh shell) (int, error) {
	names, err := parseMixed(newFlags(), args)
	if err != nil {
		return 0, err
	}
	p, err := parsePart(names)
	if err != nil {
		return 0, err
	}
	for _, spec := range p.specs {
		fmt.Fprintf(sh.stdout, "step %d  %-9s %3d cases   %s\n", spec.Step, spec.Name, len(spec.Cases), spec.Chapter)
		if p.whole() {
			continue
		}
		for _, c := range spec.Cases {
			fmt.Fprintf(sh.stdout, "  %-5s %s%s\n", c.ID, c.Title, marks(c))
		}
	}
	return exitOK, nil
}

// marks tell what is special about a case.
func marks(c check.Case) (text string) {
	if c.OwnServer {
		text += "  (a server of its own)"
	}
	if c.OwnRule != "" {
		text += "  (Redis does otherwise)"
	}
	return text
}
