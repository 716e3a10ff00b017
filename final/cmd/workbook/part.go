package main

import (
	"fmt"
	"slices"
	"strings"

	"mini-redis/final/check"
)

// A part is what of the workbook to look at: every step if nothing is named, else
// the cases that are: steps first, then exercises, then load, each in its order.
type part struct {
	specs []check.Spec // with the cases to play
	whole bool         // nothing was named
}

// single returns the case if there is only one.
func (p part) single() (c check.Case, ok bool) {
	if len(p.specs) == 1 && len(p.specs[0].Cases) == 1 {
		return p.specs[0].Cases[0], true
	}
	return c, false
}

// everything returns all specs, in the order of the workbook.
func everything() []check.Spec {
	return append(slices.Concat(check.Specs(), check.Exercises()), check.Load())
}

// parsePart understands a step (2), a case (2.9), the exercises of a step (ex3), one
// of them (ex3.1), load, one of its cases (load.replies), ranges of these (2.1-2.8), and
// lists with commas or blanks.
func parsePart(names []string) (part, error) {
	if len(names) == 0 {
		return part{check.Specs(), true}, nil
	}
	all := everything()
	asked := map[string]bool{} // by the case's ID
	for name := range strings.FieldsFuncSeq(strings.Join(names, ","), func(r rune) bool { return r == ',' }) {
		ids, err := casesNamed(all, name)
		if err != nil {
			return part{}, err
		}
		for _, id := range ids {
			asked[id] = true
		}
	}
	p := part{}
	for _, spec := range all {
		spec.Cases = slices.DeleteFunc(spec.Cases, func(c check.Case) bool { return !asked[c.ID] })
		if len(spec.Cases) > 0 {
			p.specs = append(p.specs, spec)
		}
	}
	if len(p.specs) == 0 {
		return part{}, fmt.Errorf("%q names no case", strings.Join(names, " "))
	}
	return p, nil
}

// casesNamed returns the IDs of the cases that a name or a range of names stands
// for.
func casesNamed(specs []check.Spec, name string) ([]string, error) {
	from, to, isRange := strings.Cut(name, "-")
	if !isRange {
		to = from
	}
	var ids []string
	first, last := -1, -1
	for _, spec := range specs {
		for i, c := range spec.Cases {
			if first < 0 && (c.ID == from || nameOf(spec) == from) {
				first = len(ids)
			}
			if c.ID == to || nameOf(spec) == to && i == len(spec.Cases)-1 {
				last = len(ids)
			}
			ids = append(ids, c.ID)
		}
	}
	switch {
	case first < 0:
		return nil, fmt.Errorf("there is no step or case %q: workbook list names them", from)
	case last < 0:
		return nil, fmt.Errorf("there is no step or case %q: workbook list names them", to)
	case strings.HasPrefix(from, "load") != strings.HasPrefix(to, "load"):
		return nil, fmt.Errorf("%s ends in load: name both by themselves", name)
	case strings.HasPrefix(from, "ex") != strings.HasPrefix(to, "ex"):
		return nil, fmt.Errorf("%s goes from a step to an exercise: name both by themselves", name)
	case last < first:
		return nil, fmt.Errorf("%s runs backwards: begin with the earlier one", name)
	}
	return ids[first : last+1], nil
}

// nameOf returns what names all the cases of a spec, such as 2, ex3 or load.
func nameOf(spec check.Spec) string {
	if spec.Step == 0 {
		return "load"
	}
	if spec.Exercise {
		return fmt.Sprintf("ex%d", spec.Step)
	}
	return fmt.Sprint(spec.Step)
}

// isComplete tells whether spec has all the cases of its file.
func isComplete(spec check.Spec) bool {
	for _, s := range everything() {
		if nameOf(s) == nameOf(spec) {
			return len(s.Cases) == len(spec.Cases)
		}
	}
	return false
}
