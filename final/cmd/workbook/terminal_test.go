package main

import (
	"bytes"
	"errors"
	"testing"
)

// A full disk takes nothing.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

// Output that can't be written is a failure, whatever the command, and is said.
func TestLostOutputIsAFailure(t *testing.T) {
	for _, args := range [][]string{{"read", "1"}, {"list"}, {"check", "2.1", "--addr", running(t)}} {
		var errs bytes.Buffer
		code := execute(t.Context(), args, shell{stdout: full{}, stderr: &errs})
		if code != exitFailed || errs.String() != "workbook: no space left\n" {
			t.Errorf("%v: got exit code %d, errors %q", args, code, &errs)
		}
	}
}
