package check

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// dumped returns what Go prints about a goroutine at SIGQUIT, in the two forms that it has.
func dumped(state, function string, line int) string {
	return fmt.Sprintf(`goroutine 7 gp=0xc000002380 m=nil [%s, 2 minutes]:
sync.(*Mutex).Lock(...)
	/usr/local/go/src/sync/mutex.go:46 +0x1d fp=0xc00004a sp=0xc00004b pc=0x47
%s({0xc000012345, 0x3}, 0x1)
	/home/ann/redis/%s.go:%d +0x1b fp=0xc00004a sp=0xc00004b pc=0x47
created by example.com/redis%%2ego.main in goroutine 1
	/home/ann/redis/main.go:9 +0x65

`, state, function, state[:4], line)
}

// What stands in the libraries is left out, equal places are counted, and those that keep a server
// from answering come first.
func TestStandsAreThoseOfTheAuthorsFiles(t *testing.T) {
	program := goProgram{module: "example.com/redis.go", dir: "/home/ann/redis"}
	dump := "SIGQUIT: quit\n" +
		dumped("IO wait", "example.com/redis%2ego.(*conn).read", 1) +
		dumped("select", "example.com/redis%2ego/hub.run", 2) +
		strings.Repeat(dumped("sync.Mutex.Lock", "main.set", 3), 3) +
		dumped("chan receive", "example.com/redis%2ego.wait", 4) +
		"goroutine 2 [force gc (idle)]:\nruntime.gopark(0x1)\n\t/usr/local/go/src/runtime/proc.go:9 +0x1\n\n" +
		"goroutine 9 [running]:\n\tgoroutine running on other thread; stack unavailable\ncreated by main.loop in goroutine 1\n\t/home/ann/redis/loop.go:5 +0x65\n"
	want := []string{
		"3 wait for a lock: sync.go:3, in set",
		"1 runs, perhaps in a loop: loop.go:5, in loop",
		"1 waits to receive from a channel: chan.go:4, in wait",
		"1 waits in a select: sele.go:2, in run",
		"1 waits for the network or the system: IO w.go:1, in (*conn).read",
	}
	if got := program.stands(dump); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// However many there are, ten lines are shown.
func TestStandsAreTenAtMost(t *testing.T) {
	dump := ""
	for i := range 9 {
		dump += dumped("select", "main.f", i)
	}
	dump += dumped("sync.Mutex.Lock", "main.f", 9)
	if got := (goProgram{}).stands(dump); len(got) != 10 || !strings.HasPrefix(got[0], "1 waits for a lock") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	dump += dumped("select", "main.f", 10)
	if got := (goProgram{}).stands(dump); len(got) != 10 || got[9] != "and others at 2 more places" {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

// A report of the race detector becomes two places, as far as it still knows them.
func TestRaceIsToldInWords(t *testing.T) {
	program := goProgram{module: "mini-redis", dir: "/home/ann/redis"}
	const head, tail = "WARNING: DATA RACE\n", "\n\nGoroutine 10 (running) created at:\n  main.main()\n      /home/ann/redis/main.go:5 +0x71\n"
	for report, want := range map[string]string{
		head + "Read at 0x00c0 by goroutine 10:\n  runtime.mapaccess1_faststr()\n      /usr/local/go/src/runtime/map.go:13 +0x0\n  mini-redis/store.(*Store).Get()\n      /home/ann/redis/store/store.go:7 +0x44\n\n" +
			"Previous write at 0x00c0 by goroutine 9:\n  main.main.func1()\n      /home/ann/redis/main.go:6 +0x5c" + tail: "one reads at store/store.go:7, in (*Store).Get; another wrote before, at main.go:6, in main.func1",
		head + "Write at 0x00c0 by main goroutine:\n  main.f()\n      /home/ann/redis/main.go:8 +0x44\n\n" +
			"Previous read at 0x00c0 by goroutine 9:\n  [failed to restore the stack]" + tail: "one writes at main.go:8, in f; another read before, at a place that isn't known any more",
		"": "",
	} {
		if got := program.race(report); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// Reports are told once, and only when they are complete.
func TestRaceLogTellsNews(t *testing.T) {
	log := &raceLog{prefix: filepath.Join(t.TempDir(), "races"), read: map[string]int{}}
	report := func(line string) string {
		return raceEdge + "WARNING: DATA RACE\nRead at 0x0 by goroutine 1:\n  main.f()\n      f.go:" + line + " +0x1\n\nPrevious write at 0x0 by goroutine 2:\n  main.g()\n      g.go:1 +0x1\n\n" + raceEdge
	}
	first, second := report("1"), report("2")
	for _, step := range []struct{ written, want string }{
		{first[:60], ""},
		{first, "one reads at f.go:1, in f; another wrote before, at g.go:1, in g"},
		{first, ""},
		{first + second[:len(second)-1], ""},
		{first + second + second, "one reads at f.go:2, in f; another wrote before, at g.go:1, in g"},
	} {
		if err := os.WriteFile(log.prefix+".17", []byte(step.written), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(log.news(), "\n"); got != step.want {
			t.Errorf("got %q, want %q", got, step.want)
		}
	}
}
