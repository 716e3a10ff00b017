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
		c.start()
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

// Errors at the start are each logged, and once, also if one wraps another; they are not
// counted as telemetry that was not sent, the first of which is logged all the same.
func TestErrorsAtTheStartDoNotSilenceLaterOnes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		c := &complaints{log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{ReplaceAttr: withoutTime}))}
		for _, err := range []string{"resource: invalid", "invalid", "resource: invalid", "no such file"} {
			c.Handle(errors.New(err))
		}
		c.start()
		c.Handle(errors.New("refused"))
		c.Handle(errors.New("refused"))
		time.Sleep(complaintInterval)
		c.Handle(errors.New("invalid"))
		want := `level=WARN msg="telemetry: error at the start" err="resource: invalid"
level=WARN msg="telemetry: error at the start" err="no such file"
level=WARN msg="telemetry was not sent" err=refused more=0
level=WARN msg="telemetry was not sent" err=invalid more=1
`
		if got := log.String(); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	})
}

// A wrong variable is told once, and so is the collector that is not there, although
// they are told within a minute.
func TestWrongVariableAndDeadCollectorAreBothTold(t *testing.T) {
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://"+refusing(t))
	t.Setenv("OTEL_RESOURCE_ATTRIBUTES", "nonsense")
	text := said(t)
	for _, want := range []string{"missing value: [nonsense]", `msg="telemetry: error at the start"`, `msg="telemetry was not sent"`} {
		if got := strings.Count(text, want); got != 1 {
			t.Errorf("%q: got %d of them in\n%s", want, got, text)
		}
	}
}

func withoutTime(_ []string, a slog.Attr) slog.Attr {
	if a.Key == slog.TimeKey {
		return slog.Attr{}
	}
	return a
}
