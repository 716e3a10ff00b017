//go:build unix

package main

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// nothingRuns wants the processes whose numbers are in file to be gone.
func nothingRuns(t *testing.T, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return // it crashed before it said who it is
	}
	if err != nil {
		t.Fatal(err)
	}
	for word := range strings.FieldsSeq(string(text)) {
		pid, err := strconv.Atoi(word)
		if err != nil {
			t.Fatal(err)
		}
		if err := syscall.Kill(pid, 0); !errors.Is(err, syscall.ESRCH) {
			t.Errorf("process %d is still there: %v", pid, err)
		}
	}
}

// However a check is ended, the server that it has started ends, too: by a reader
// that has read enough, or by a closed terminal.
func TestNothingIsLeftWhenTheCheckIsCutOff(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		cut      func(workbook *os.Process, output *os.File)
		wantCode int
		wantErrs string
	}{
		{"broken pipe", func(_ *os.Process, output *os.File) { output.Close() }, exitFailed, ""},
		{"closed terminal", func(workbook *os.Process, _ *os.File) { workbook.Signal(syscall.SIGHUP) }, exitInterrupted, "workbook: interrupted\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.wantCode == exitInterrupted && signal.Ignored(syscall.SIGHUP) {
				t.Skip("SIGHUP is ignored, as under nohup")
			}
			pids := filepath.Join(t.TempDir(), "pids")
			command := server(t, "hang", "-pids", pids) // so that the check is under way for seconds
			cmd := exec.CommandContext(t.Context(), command[1], append([]string{"check", "2", "--json", "--timeout", "1s"}, command...)...)
			cmd.Env = append(os.Environ(), "WORKBOOK_TEST_MAIN=1")
			output, theirs, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer output.Close()
			var errs bytes.Buffer
			cmd.Stdout, cmd.Stderr = theirs, &errs
			err = cmd.Start()
			theirs.Close()
			if err != nil {
				t.Fatal(err)
			}
			if line, err := bufio.NewReader(output).ReadString('\n'); err != nil {
				t.Errorf("got %q, %v", line, err)
			}
			c.cut(cmd.Process, output)
			io.Copy(io.Discard, output) // or the program might wait for a reader
			cmd.Wait()
			if code := cmd.ProcessState.ExitCode(); code != c.wantCode || errs.String() != c.wantErrs {
				t.Errorf("got exit code %d, errors %q, want %d, %q", code, &errs, c.wantCode, c.wantErrs)
			}
			nothingRuns(t, pids)
		})
	}
}
