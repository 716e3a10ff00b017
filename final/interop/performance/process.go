package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// tick is the unit of processor time in /proc/PID/stat: USER_HZ is 100 on every
// architecture that Go and Linux share.
const tick = 10 * time.Millisecond

// processorTime returns what the process has used so far, in user and system mode.
func (s *server) processorTime() (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.pid))
	if err != nil {
		return 0, err
	}
	return parseStat(string(text))
}

// parseStat reads utime and stime, fields 14 and 15 of proc(5). Field 2, the name in
// parentheses, may contain blanks and parentheses.
func parseStat(text string) (time.Duration, error) {
	fields := strings.Fields(text[strings.LastIndexByte(text, ')')+1:])
	if len(fields) < 13 {
		return 0, fmt.Errorf("%q is not a line of /proc/PID/stat", text)
	}
	user, err1 := strconv.ParseInt(fields[11], 10, 64)
	system, err2 := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * tick, errors.Join(err1, err2)
}

// Names of memory sizes in /proc/PID/status.
const (
	residentNow  = "VmRSS"
	residentMost = "VmHWM"
)

// memory returns a size of /proc/PID/status in bytes.
func (s *server) memory(name string) (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.pid))
	if err != nil {
		return 0, err
	}
	return parseKilobytes(string(text), name)
}

// forgetPeak makes residentMost what residentNow is.
func (s *server) forgetPeak() error {
	return os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", s.pid), []byte("5"), 0)
}

// parseKilobytes finds a line like "VmRSS:  123 kB" and returns the bytes.
func parseKilobytes(text, name string) (int64, error) {
	for line := range strings.Lines(text) {
		label, rest, _ := strings.Cut(line, ":")
		if size, ok := strings.CutSuffix(strings.TrimSpace(rest), " kB"); ok && label == name {
			n, err := strconv.ParseInt(strings.TrimSpace(size), 10, 64)
			return n * 1024, err
		}
	}
	return 0, fmt.Errorf("there is no %s", name)
}

// parseOpenFiles returns the hard limit of open files in the text of
// /proc/self/limits. Go programs and redis-server raise their soft limit to it by
// themselves.
func parseOpenFiles(text string) (int, error) {
	m := regexp.MustCompile(`(?m)^Max open files\s+\S+\s+(\d+|unlimited)\s`).FindStringSubmatch(text)
	switch {
	case m == nil:
		return 0, errors.New("/proc/self/limits does not tell how many files may be open")
	case m[1] == "unlimited":
		return 1 << 30, nil
	}
	return strconv.Atoi(m[1])
}

// surroundings returns what the figures of this machine depend on.
func surroundings(ctx context.Context, o *options) (conditions, error) {
	c := conditions{Processors: runtime.NumCPU(), Go: runtime.Version(), Rounds: o.rounds, Seconds: o.seconds, Short: o.short}
	cpu, err1 := os.ReadFile("/proc/cpuinfo")
	memory, err2 := os.ReadFile("/proc/meminfo")
	kernel, err3 := os.ReadFile("/proc/sys/kernel/osrelease")
	version, err4 := exec.CommandContext(ctx, "redis-server", "--version").Output()
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return c, err
	}
	c.CPU = firstMatch(`(?m)^model name\s*: (.*)$`, cpu)
	if c.CPU == "" {
		c.CPU = runtime.GOARCH
	}
	total, err := parseKilobytes(string(memory), "MemTotal")
	c.MemoryGB = float64(total/1e8) / 10
	c.System = "Linux " + firstMatch(`^\d+(?:\.\d+)*`, kernel)
	c.Redis = firstMatch(`\bv=(\S+)`, version)
	return c, err
}

// firstMatch returns what pattern, or its first group, matches in text, "" for nothing.
func firstMatch(pattern string, text []byte) string {
	m := regexp.MustCompile(pattern).FindSubmatch(text)
	if m == nil {
		return ""
	}
	return strings.TrimSpace(string(m[len(m)-1]))
}
