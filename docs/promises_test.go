package docs_test

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mini-redis/final/check"
)

func TestContractsNameWhatTheCasesAsk(t *testing.T) { obeyInPages(t, completeContracts) }

// options are the words that commands know beside their name. They have no meaning
// elsewhere in a case.
var options = map[string][]string{
	"SET":      {"NX", "XX", "GET", "EX", "PX", "EXAT", "PXAT", "KEEPTTL"},
	"FLUSHALL": {"ASYNC", "SYNC"},
	"PUBSUB":   {"CHANNELS", "NUMSUB", "NUMPAT"},
	"CONFIG":   {"GET"},
}

var (
	sentCommand = regexp.MustCompile(`^(?:[a-z](?:-[a-z])?)?> (?:meanwhile )?(?:\d+ times )?([A-Z]+)\b(.*)$`)
	wantedError = regexp.MustCompile(`^(?:[a-z](?:-[a-z])?)?< -(ERR.*)$`)
	codeSpan    = regexp.MustCompile("`([^`]+)`")

	listedInvariant = regexp.MustCompile(`(?m)^- \*\*(I\d)\*\* `)
	statedInvariant = regexp.MustCompile(`(?m)^//   - (I\d)\. `)
)

// completeContracts: the section "What you will build" of a chapter that is typed names the
// commands that the cases of its step are the first to send, and their options. It, or
// that of a chapter before, names the error texts that the cases expect; an ellipsis
// stands there for what a client sent. It lists the invariants that the step's package
// comment states.
func completeContracts(fsys fs.FS, all []page) (findings []string) {
	known := map[string]bool{}
	var spans []string // of this contract and those before
	for _, st := range steps {
		commands, errors := asked(check.Specs()[st.number-1].Cases, known)
		i := slices.IndexFunc(all, func(p page) bool { return strings.HasPrefix(p.Path, fmt.Sprintf("docs/%02d-", st.number)) })
		if i < 0 || !slices.ContainsFunc(all[i].Fences, isTyped) {
			continue
		}
		text, err := fs.ReadFile(fsys, all[i].Path)
		if err != nil {
			return append(findings, err.Error())
		}
		contract := sectionOf(string(text), "What you will build")
		doc, err := fs.ReadFile(fsys, st.dir+"/doc.go")
		if err != nil {
			return append(findings, err.Error())
		}
		got, want := firstGroups(listedInvariant, contract), firstGroups(statedInvariant, string(doc))
		if !slices.Equal(got, want) {
			findings = append(findings, fmt.Sprintf("%s:1: the contract lists the invariants %s, and %s/doc.go %s", all[i].Path, got, st.dir, want))
		}
		for _, m := range codeSpan.FindAllStringSubmatch(contract, -1) {
			spans = append(spans, m[1])
		}
		for _, command := range commands {
			words := strings.Fields(command)
			if !slices.ContainsFunc(spans, func(span string) bool { return hasWords(span, words) }) {
				findings = append(findings, fmt.Sprintf("%s:1: the contract doesn't name %s, which a case sends", all[i].Path, command))
			}
		}
		for _, want := range errors {
			if !slices.ContainsFunc(spans, func(span string) bool { return promises(span, want) }) {
				findings = append(findings, fmt.Sprintf("%s:1: the contract doesn't name the error %q, which a case expects", all[i].Path, want))
			}
		}
	}
	return findings
}

// asked returns the commands that cases send, and their options, which it adds to
// known unless they are there, and the error texts that they expect.
func asked(cases []check.Case, known map[string]bool) (commands, errors []string) {
	for _, c := range cases {
		for _, line := range c.Conversation() {
			if m := wantedError.FindStringSubmatch(line); m != nil && !slices.Contains(errors, m[1]) {
				errors = append(errors, m[1])
			}
			m := sentCommand.FindStringSubmatch(line)
			if m == nil || m[1] == "NOSUCH" {
				continue
			}
			words := []string{m[1]}
			for _, option := range options[m[1]] {
				if slices.Contains(strings.Fields(strings.ToUpper(m[2])), option) {
					words = append(words, m[1]+" "+option)
				}
			}
			for _, w := range words {
				if !known[w] {
					known[w] = true
					commands = append(commands, w)
				}
			}
		}
	}
	return commands, errors
}

func firstGroups(re *regexp.Regexp, text string) (groups []string) {
	for _, m := range re.FindAllStringSubmatch(text, -1) {
		groups = append(groups, m[1])
	}
	return groups
}

// sectionOf returns what stands under a "## " heading.
func sectionOf(text, title string) string {
	_, section, _ := strings.Cut(text, "\n## "+title+"\n")
	section, _, _ = strings.Cut(section, "\n## ")
	return section
}

func hasWords(span string, words []string) bool {
	has := regexp.MustCompile(`[A-Z]+`).FindAllString(span, -1)
	for _, w := range words {
		if !slices.Contains(has, w) {
			return false
		}
	}
	return true
}

// promises tells whether an error text of a contract, in which an ellipsis stands for any text,
// is the text that a case wants. A case may want only the beginning of a text.
func promises(span, want string) bool {
	beginning, open := strings.CutSuffix(want, "...")
	for end := len(span); end > 0; end-- {
		pattern := "^" + strings.ReplaceAll(regexp.QuoteMeta(span[:end]), "…", ".*") + "$"
		if ok, err := regexp.MatchString(pattern, beginning); ok && err == nil {
			return true
		}
		if !open {
			return false
		}
	}
	return false
}

func TestPicturesAreOfOneKind(t *testing.T) { obeyInPages(t, plainPictures) }

// plainPictures: what chapters show is drawn for the width of a page, says in words what
// is to be seen, can be read on light and on dark ground, and runs nothing. All have one
// style, and each is shown.
func plainPictures(fsys fs.FS, all []page) (findings []string) {
	names, err := fs.Glob(fsys, "docs/img/*")
	if err != nil {
		return append(findings, err.Error())
	}
	style := ""
	for _, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return append(findings, err.Error())
		}
		picture := string(text)
		_, own, _ := strings.Cut(picture, "<style>\n")
		if own, _, _ = strings.Cut(own, "</style>"); style == "" {
			style = own
		}
		if !strings.HasPrefix(own, style) { // a picture may have a rule more
			findings = append(findings, name+":1: has another style than the first picture")
		}
		for _, part := range []string{`viewBox="0 0 640 `, `aria-labelledby="title desc"`, `<title id="title">`, `<desc id="desc">`, "prefers-color-scheme: dark"} {
			if !strings.Contains(picture, part) {
				findings = append(findings, fmt.Sprintf("%s:1: lacks %s", name, part))
			}
		}
		for _, part := range []string{"<script", "<image", "<foreignObject", "@import", "href="} {
			if strings.Contains(picture, part) {
				findings = append(findings, fmt.Sprintf("%s:1: contains %s", name, part))
			}
		}
		for _, size := range firstGroups(regexp.MustCompile(`font-size[=:]"?\s*(\d+)`), picture) {
			if n, err := strconv.Atoi(size); err != nil || n < 14 {
				findings = append(findings, fmt.Sprintf("%s:1: has text of %s px", name, size))
			}
		}
		shown := func(p page) bool {
			text, err := fs.ReadFile(fsys, p.Path)
			return err == nil && strings.Contains(string(text), "](img/"+strings.TrimPrefix(name, "docs/img/")+")")
		}
		if !slices.ContainsFunc(all, shown) {
			findings = append(findings, name+":1: no chapter shows it")
		}
	}
	return findings
}
