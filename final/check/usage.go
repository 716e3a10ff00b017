package check

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// A usage is what the processes of a group take of the machine.
type usage struct {
	resident  int64         // memory, in bytes
	processor time.Duration // since they started
	busy      bool          // a thread of theirs runs, or waits for a processor

	waited map[string]time.Duration // for a processor, since it started, by the thread's directory
}

// available returns for how much of the time that has passed since before these could run: other
// programs keep a thread that waits for a processor from it. It is a tenth of that time at least,
// since several threads may wait at once.
func (u usage) available(before usage, passed time.Duration) time.Duration {
	could := passed
	for thread, waited := range u.waited {
		could -= waited - before.waited[thread]
	}
	return max(could, passed/10)
}

// tick is the unit of processor times in /proc, on all of Linux's machines.
const tick = 10 * time.Millisecond

// canMeasure tells whether the system says what its processes take, as Linux does.
func canMeasure() bool {
	_, err := readStat("/proc/self/stat")
	return err == nil
}

// usageOf returns what a group of processes takes.
func usageOf(group int) (u usage, err error) {
	files, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return u, err
	}
	u.waited = map[string]time.Duration{}
	found := false
	for _, file := range files {
		s, err := readStat(file)
		if err != nil || s.group != group {
			continue // not of the server, or ended in the meantime
		}
		found = true
		u.resident += s.resident
		u.processor += s.processor
		threads, err := filepath.Glob(filepath.Join(filepath.Dir(file), "task/*"))
		if err != nil {
			return u, err
		}
		for _, thread := range threads {
			if s, err := readStat(filepath.Join(thread, "stat")); err == nil && s.state == "R" {
				u.busy = true
			}
			u.waited[thread] = readWaited(filepath.Join(thread, "schedstat"))
		}
	}
	if !found {
		return u, fmt.Errorf("the processes of group %d are gone", group)
	}
	return u, nil
}

// A stat is what /proc says of a process or a thread.
type stat struct {
	state     string
	group     int
	processor time.Duration
	resident  int64
}

// readStat reads a file of /proc, as proc_pid_stat(5) describes it.
func readStat(file string) (s stat, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return s, err
	}
	fields := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:]) // from the third on: the second is the name
	if len(fields) < 22 {
		return s, errors.New(file + " has too few fields")
	}
	number := func(i int) int64 {
		n, parseErr := strconv.ParseInt(string(fields[i-3]), 10, 64)
		err = errors.Join(err, parseErr)
		return n
	}
	s.state = string(fields[0])
	s.group = int(number(5))
	s.processor = time.Duration(number(14)+number(15)) * tick
	s.resident = number(24) * int64(os.Getpagesize())
	return s, err
}

// readWaited returns how long a thread has waited for a processor, 0 where the system doesn't count
// that. It is the second number of the file, in nanoseconds.
func readWaited(file string) time.Duration {
	text, err := os.ReadFile(file)
	fields := bytes.Fields(text)
	if err != nil || len(fields) < 2 {
		return 0
	}
	n, _ := strconv.ParseInt(string(fields[1]), 10, 64)
	return time.Duration(n)
}
