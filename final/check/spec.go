package check

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

//go:embed specs/*.spec exercises/*.spec
var embedded embed.FS

// A Spec is what one step has to do, or the exercises of its chapter: the cases of
// one file.
type Spec struct {
	Step    int    // 1 to 6
	Name    string // the step's package, such as "framing"
	Chapter string // where the book explains it, such as "docs/02-framing.md"
	Cases   []Case

	// Exercise says that the cases are exercises: neither later steps nor Redis
	// need to pass them, and their IDs begin with ex.
	Exercise bool
}

// A Case is one behaviour, shown as a conversation.
type Case struct {
	ID    string // its step and its place in the file, such as "3.7", or "ex3.1" of an exercise
	Step  int
	Title string // a sentence about behaviour, without a full stop
	Hint  string // the idea behind it, "" for none
	File  string // where the case stands
	Line  int    // its title's line there, from 1

	// OwnRule is why Redis does otherwise, "" if Redis does the same.
	OwnRule string

	// Times is how often the conversation is played; each time must pass. Tries is how
	// often it may be played until it passes. Zero means once.
	Times, Tries int

	// Explains says that a mistake which this case is about makes others of the step fail.
	Explains bool

	// OwnServer says that the case needs a server that no other case uses: one
	// that is empty, that has Limits, or that will be stopped.
	OwnServer bool
	Limits    Limits

	// Stops says that the case sends a signal.
	Stops bool

	load  bool // the case is about what the machine sees
	lines []line
}

// Limits is what a server is told when it starts. Zero means that the case
// doesn't care.
type Limits struct {
	MaxConns int           // how many connections may be served at once
	Grace    time.Duration // how long clients have to take replies after a signal, in whole milliseconds

	descriptors int // how many the server may have
}

// The limits of a case that doesn't care. The grace period is longer than any such case: a busy
// machine may need long for what is under way.
const (
	defaultMaxConns = 1000
	defaultGrace    = time.Minute
)

// withDefaults returns l with a number for everything.
func (l Limits) withDefaults() Limits {
	if l.MaxConns == 0 {
		l.MaxConns = defaultMaxConns
	}
	if l.Grace == 0 {
		l.Grace = defaultGrace
	}
	return l
}

// Conversation returns the lines of the case as they stand in a spec file, but
// for comments, causes and spacing.
func (c Case) Conversation() []string {
	lines := make([]string, len(c.lines))
	for i, l := range c.lines {
		lines[i] = l.String()
	}
	return lines
}

// Text returns the case in the format that [Parse] reads.
func (c Case) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", c.Title)
	if c.Hint != "" {
		fmt.Fprintf(&b, "! %s\n", c.Hint)
	}
	if c.OwnRule != "" {
		fmt.Fprintf(&b, "@ own rule: %s\n", c.OwnRule)
	}
	if c.OwnServer {
		b.WriteString("@ own server")
		if c.Limits.MaxConns > 0 {
			fmt.Fprintf(&b, " maxconns=%d", c.Limits.MaxConns)
		}
		if c.Limits.Grace > 0 {
			fmt.Fprintf(&b, " grace=%s", formatDuration(c.Limits.Grace))
		}
		b.WriteByte('\n')
	}
	if c.Times > 0 {
		fmt.Fprintf(&b, "@ %d times\n", c.Times)
	}
	if c.Tries > 0 {
		fmt.Fprintf(&b, "@ once in %d tries\n", c.Tries)
	}
	if c.Explains {
		b.WriteString("@ explains others\n")
	}
	for _, l := range c.lines {
		fmt.Fprintln(&b, l)
		for _, cause := range l.causes {
			fmt.Fprintln(&b, cause)
		}
	}
	return b.String()
}

// Specs returns the specs of this workbook, in the order of the steps. They are the
// caller's, which may change them.
func Specs() []Spec { return clone(parsedSpecs()) }

// Exercises returns the exercises that a client can see, in the order of the steps.
// A step may have none. Like Specs they are the caller's.
func Exercises() []Spec { return clone(parsedExercises()) }

// What is embedded is parsed once.
var (
	parsedSpecs     = sync.OnceValue(func() []Spec { return specsIn("specs") })
	parsedExercises = sync.OnceValue(func() []Spec {
		specs := specsIn("exercises")
		for i := range specs {
			specs[i].Exercise = true
			for j := range specs[i].Cases {
				specs[i].Cases[j].ID = "ex" + specs[i].Cases[j].ID
			}
		}
		return specs
	})
)

func clone(specs []Spec) []Spec {
	specs = slices.Clone(specs)
	for i := range specs {
		specs[i].Cases = slices.Clone(specs[i].Cases)
	}
	return specs
}

func specsIn(dir string) (specs []Spec) {
	files, err := fs.Glob(embedded, dir+"/*.spec")
	if err != nil {
		panic(err) // the pattern is well formed
	}
	for _, file := range files {
		text, err := embedded.ReadFile(file)
		if err != nil {
			panic(err) // it was found a moment ago
		}
		spec, err := parseSpec(path.Join("final/check", file), text)
		if err != nil {
			panic(err) // a test parses every embedded file
		}
		specs = append(specs, spec)
	}
	return specs
}

// SpecOf returns the spec of one step, or false if there is none.
func SpecOf(step int) (Spec, bool) {
	for _, s := range Specs() {
		if s.Step == step {
			return s, true
		}
	}
	return Spec{}, false
}

// specFile is how a spec file is named, which tells its step and its chapter.
var specFile = regexp.MustCompile(`^step(\d\d)_([a-z]+)\.spec$`)

func parseSpec(file string, text []byte) (Spec, error) {
	m := specFile.FindStringSubmatch(path.Base(file))
	if m == nil {
		return Spec{}, fmt.Errorf("%s: the name of a spec file is stepNN_name.spec", file)
	}
	step, err := strconv.Atoi(m[1])
	if err != nil {
		return Spec{}, fmt.Errorf("%s: %w", file, err)
	}
	cases, err := Parse(file, text)
	if err != nil {
		return Spec{}, err
	}
	for i := range cases {
		cases[i].Step = step
		cases[i].ID = fmt.Sprintf("%d.%d", step, i+1)
	}
	return Spec{Step: step, Name: m[2], Chapter: fmt.Sprintf("docs/%s-%s.md", m[1], m[2]), Cases: cases}, nil
}
