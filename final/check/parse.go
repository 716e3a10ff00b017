package check

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	maxTimes   = 1_000_000       // repetitions of a line
	maxRepeats = 10_000          // repetitions of a case
	maxWait    = 5 * time.Second // of one line, so that cases stay short
	maxDepth   = 32              // arrays inside each other
)

// Parse reads the cases of a spec file. Its error names the file, the line and
// the reason. The cases have neither Step nor ID, which belong to a [Spec].
func Parse(file string, text []byte) ([]Case, error) {
	p := parser{file: file}
	number := 0
	for l := range strings.SplitSeq(string(text), "\n") {
		number++
		if err := p.line(number, strings.TrimSuffix(l, "\r")); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, number, err)
		}
	}
	if err := p.endCase(); err != nil {
		return nil, fmt.Errorf("%s:%d: %w", file, number, err)
	}
	if len(p.cases) == 0 {
		return nil, fmt.Errorf("%s:%d: there is no case: a case begins with # and a title", file, number)
	}
	return p.cases, nil
}

type parser struct {
	file  string
	cases []Case // the last one is still being read
}

func (p *parser) line(number int, text string) error {
	switch {
	case !utf8.ValidString(text):
		return errors.New(`the line isn't UTF-8: write other bytes as \xNN`)
	case text == "" || text[0] == ';':
		return nil
	case text[0] == ' ' || text[0] == '\t':
		return errors.New("the line begins with a blank")
	case strings.HasSuffix(text, " ") || strings.HasSuffix(text, "\t"):
		return errors.New("the line ends with a blank, which nobody can see: use raw, or ... for any rest")
	case text[0] == '#':
		return p.title(number, text)
	case len(p.cases) == 0:
		return errors.New("the line belongs to no case: a case begins with # and a title")
	}
	c := &p.cases[len(p.cases)-1]
	if text[0] == '?' {
		return c.parseCause(text)
	}
	if text[0] == '!' || text[0] == '@' {
		if len(c.lines) > 0 {
			return errors.New("hints and @ lines stand before the conversation")
		}
		if text[0] == '!' {
			return c.parseHint(text)
		}
		return c.parseNeed(text)
	}
	l, err := parseLine(text)
	if err != nil {
		return err
	}
	a := l.action
	if isAboutServer(a) && !c.OwnServer {
		return fmt.Errorf("%s needs a line `@ own server`: other cases use the shared one", a)
	}
	if _, ok := a.(stop); ok {
		c.Stops = true
	}
	l.number = number
	c.lines = append(c.lines, l)
	return nil
}

func (p *parser) title(number int, text string) error {
	if err := p.endCase(); err != nil {
		return err
	}
	title, ok := strings.CutPrefix(text, "# ")
	title = strings.TrimSpace(title)
	if !ok || title == "" {
		return errors.New("a title is # and a sentence, with a blank between")
	}
	for _, c := range p.cases {
		if c.Title == title {
			return fmt.Errorf("the case in line %d has the same title", c.Line)
		}
	}
	p.cases = append(p.cases, Case{Title: title, File: p.file, Line: number})
	return nil
}

// endCase looks at the last case as a whole.
func (p *parser) endCase() error {
	if len(p.cases) == 0 {
		return nil
	}
	c := p.cases[len(p.cases)-1]
	if c.Stops && (c.Times > 0 || c.Tries > 0) {
		return fmt.Errorf("the case %q stops its server, so it can't be repeated", c.Title)
	}
	sent := map[byte]bool{}
	expects := false
	for i, l := range c.lines {
		switch l.action.(type) {
		case send:
			for client := l.client; client <= l.last; client++ {
				sent[client] = true
			}
		case expectMany:
			if !repliesFollow(c.lines[i+1:], l) {
				return fmt.Errorf("after many in line %d there must be a line with the reply that ends them", l.number)
			}
		case expectEventually:
			if !sent[l.client] {
				return fmt.Errorf("eventually in line %d has no command before it that could be sent again", l.number)
			}
			expects = true
		case expectReply, expectAnyOrder, expectRaw, expectClosed, expectNothing, refused, runs, exits:
			expects = true
		}
	}
	if !expects {
		return fmt.Errorf("the case %q expects nothing, so it can't fail", c.Title)
	}
	return nil
}

// repliesFollow tells whether the next line of l's clients expects a reply of theirs.
func repliesFollow(lines []line, l line) bool {
	for _, next := range lines {
		if next.client == l.client && next.last == l.last {
			_, ok := next.action.(expectReply)
			return ok
		}
	}
	return false
}

func (c *Case) parseHint(text string) error {
	hint, ok := strings.CutPrefix(text, "! ")
	hint = strings.TrimSpace(hint)
	if !ok || hint == "" {
		return errors.New("a hint is ! and a sentence, with a blank between")
	}
	if c.Hint != "" {
		c.Hint += " "
	}
	c.Hint += hint
	return nil
}

// parseCause reads a cause, which belongs to the line before it.
func (c *Case) parseCause(text string) error {
	text, ok := strings.CutPrefix(text, "? ")
	if text = strings.TrimSpace(text); !ok || text == "" {
		return errors.New("a cause is ? and a sentence, with a blank between")
	}
	if len(c.lines) == 0 || !canFail(c.lines[len(c.lines)-1].action) {
		return errors.New("a cause stands below the line whose failure it explains, one that expects something")
	}
	l := &c.lines[len(c.lines)-1]
	found := cause{anyWay, text}
	for _, w := range []way{silent, part, closed, other, more} {
		if rest, ok := strings.CutPrefix(text, string(w)+": "); ok {
			found = cause{w, strings.TrimSpace(rest)}
		}
	}
	for _, before := range l.causes {
		if before.way == found.way || before.way == anyWay {
			return errors.New("there is a cause for this already")
		}
	}
	l.causes = append(l.causes, found)
	return nil
}

// canFail tells whether a line expects something.
func canFail(a action) bool {
	switch a.(type) {
	case refused, runs, exits:
		return true
	}
	return isExpectation(a)
}

func (c *Case) parseNeed(text string) error {
	if reason, ok := strings.CutPrefix(text, "@ own rule:"); ok {
		if c.OwnRule != "" {
			return errors.New("there is a reason for an own rule already")
		}
		if c.OwnRule = strings.TrimSpace(reason); c.OwnRule == "" {
			return errors.New("the reason is missing: say what Redis does instead")
		}
		return nil
	}
	if text == "@ explains others" {
		c.Explains = true
		return nil
	}
	if number, ok := strings.CutSuffix(text, " times"); ok {
		return parseRepeats(&c.Times, c, strings.TrimPrefix(number, "@ "))
	}
	if number, ok := strings.CutPrefix(text, "@ once in "); ok {
		return parseRepeats(&c.Tries, c, strings.TrimSuffix(number, " tries"))
	}
	limits, ok := strings.CutPrefix(text, "@ own server")
	if !ok || limits != "" && limits[0] != ' ' {
		return errors.New("after @ comes `own rule: why`, `own server` and its limits, `500 times`, `once in 20 tries` or `explains others`")
	}
	if c.OwnServer {
		return errors.New("there is a line `@ own server` already")
	}
	c.OwnServer = true
	for limit := range strings.FieldsSeq(limits) {
		if err := c.Limits.parse(limit); err != nil {
			return err
		}
	}
	return nil
}

// parseRepeats reads how often c is played.
func parseRepeats(field *int, c *Case, number string) error {
	n, err := strconv.Atoi(number)
	if !isNumber(number) || err != nil || n < 2 || n > maxRepeats {
		return fmt.Errorf("a case may be repeated 2 to %d times: `@ 500 times` or `@ once in 20 tries`", maxRepeats)
	}
	if c.Times > 0 || c.Tries > 0 {
		return errors.New("how often the case is played stands there already")
	}
	*field = n
	return nil
}

func (l *Limits) parse(text string) (err error) {
	name, value, _ := strings.Cut(text, "=")
	switch name {
	case "maxconns":
		n, err := strconv.Atoi(value)
		if err != nil || n < 1 || n > 1000 {
			return errors.New("maxconns is a number from 1 to 1000")
		}
		l.MaxConns = n
		return nil
	case "grace":
		l.Grace, err = parseDuration(value)
		return err
	}
	return fmt.Errorf("%s is no limit: there are maxconns=2 and grace=300ms", text)
}

// isAboutServer tells whether a is a line without a client, waiting aside, or
// one that makes sense only with them.
func isAboutServer(a action) bool {
	switch a.(type) {
	case stop, runs, exits, refused:
		return true
	}
	return false
}

func parseDuration(text string) (time.Duration, error) {
	n, ok := strings.CutSuffix(text, "ms")
	ms, err := strconv.Atoi(n)
	if !ok || !isNumber(n) || err != nil || ms < 1 || ms > int(maxWait.Milliseconds()) {
		return 0, fmt.Errorf("%q is no time: write 1ms to %s", text, formatDuration(maxWait))
	}
	return time.Duration(ms) * time.Millisecond, nil
}
