package docs_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestLaterServersKeepWhatChaptersShow replays what the chapters of steps 2 to 5
// show of their own step on every later server, final included: a later step
// never changes what an earlier chapter relies on. Step 1 is left out, since step
// 2 gives its bytes a meaning, and so is step 6, whose limit final does not share.
func TestLaterServersKeepWhatChaptersShow(t *testing.T) {
	t.Parallel()
	all, err := pages(os.DirFS(".."))
	if err != nil {
		t.Fatal(err)
	}
	c := newConsole(t)
	servers := []string{"step02_framing", "step03_store", "step04_expiry", "step05_pubsub", "step06_shutdown", "final"}
	for i, own := range servers[:4] {
		chapter := "docs/" + strings.ReplaceAll(strings.TrimPrefix(own, "step"), "_", "-") + ".md"
		at := slices.IndexFunc(all, func(p page) bool { return p.Path == chapter })
		if at < 0 {
			t.Fatalf("there is no %s", chapter)
		}
		replayed := 0
		for _, fences := range sections(all[at].Fences) {
			ofOwn := slices.DeleteFunc(slices.Clone(fences), func(f fence) bool { return serverName(f) != own })
			if len(ofOwn) == 0 {
				continue
			}
			replayed++
			for _, later := range servers[i+1:] {
				t.Run(filepath.Base(chapter)+" on "+later, func(t *testing.T) {
					t.Parallel()
					skipWithout(t, ofOwn)
					if err := c.runSection(on(later, ofOwn)); err != nil {
						t.Error(err)
					}
				})
			}
		}
		if replayed == 0 {
			t.Errorf("%s shows nothing of %s", chapter, own)
		}
	}
}

// on returns fences as if they named another server.
func on(server string, fences []fence) []fence {
	moved := slices.Clone(fences)
	for i := range moved {
		moved[i].Info = slices.Clone(moved[i].Info)
		moved[i].Info[1] = server
	}
	return moved
}
