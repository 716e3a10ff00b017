package telemetry

import (
	"log/slog"
	"os"
	"strings"
)

// environment are the variables that the SDK leaves to programs.
type environment struct {
	log *slog.Logger // what is told of values that are not understood
}

// disabled reports whether there is to be no telemetry. As OpenTelemetry has it, a
// value that is neither true nor false is false.
func (e environment) disabled() bool {
	const name = "OTEL_SDK_DISABLED"
	value := os.Getenv(name)
	if value != "" && !strings.EqualFold(value, "true") && !strings.EqualFold(value, "false") {
		e.warn(name, "false")
	}
	return strings.EqualFold(value, "true")
}

// exports reports whether a signal, such as TRACES, is to be sent.
func (e environment) exports(signal string) bool {
	name := "OTEL_" + signal + "_EXPORTER"
	switch value := os.Getenv(name); value {
	case "none":
		return false
	case "", "otlp":
	default:
		e.warn(name, "otlp")
	}
	return true
}

// warnOfProtocol tells who asks for another protocol that there is only one, but for
// traces, where the SDK has JSON, too.
func (e environment) warnOfProtocol() {
	for _, signal := range []string{"", "TRACES_", "METRICS_", "LOGS_"} {
		name := "OTEL_EXPORTER_OTLP_" + signal + "PROTOCOL"
		switch value := os.Getenv(name); {
		case value == "" || value == "http/protobuf" || value == "http/json" && signal == "TRACES_":
		case value == "http/json" && signal == "":
			e.warn(name, "http/json for traces, http/protobuf for the rest")
		default:
			e.warn(name, "http/protobuf")
		}
	}
}

func (e environment) warn(name, instead string) {
	e.log.Warn("telemetry: a variable has a value that is not supported", "name", name, "value", os.Getenv(name), "instead", instead)
}
