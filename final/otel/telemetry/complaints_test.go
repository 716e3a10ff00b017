package telemetry

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// Of errors that come all the time one a minute is logged, with the number of those
// that were not.
func TestErrorsAreLoggedOnceAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		c := &complaints{log: slog.New(slog.NewTextHandler(&log, nil))}
		for range 150 {
			c.Handle(errors.New("refused"))
			time.Sleep(time.Second)
		}
		time.Sleep(time.Hour)
		c.Handle(errors.New("late"))
		var got []string
		for line := range strings.Lines(log.String()) {
			_, said, _ := strings.Cut(line, "level=WARN ")
			got = append(got, said)
		}
		want := []string{
			"msg=\"telemetry was not sent\" err=refused more=0\n",
			"msg=\"telemetry was not sent\" err=refused more=59\n",
			"msg=\"telemetry was not sent\" err=refused more=59\n",
			"msg=\"telemetry was not sent\" err=late more=29\n",
		}
		if strings.Join(got, "") != strings.Join(want, "") {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}
