package telemetry

import (
	"log/slog"
	"os"
	"strconv"
	"strings"

	"go.opentelemetry.io/otel/sdk/metric/exemplar"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
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

// sampler returns the sampler of OTEL_TRACES_SAMPLER if that is one that leaves something
// out. If not, or if the value is not understood, it is nil: the SDK reads it then, and
// complains if need be. No span here has a parent, so one that is based on the parent is
// the one that it has for spans without.
func (e environment) sampler() sdktrace.Sampler {
	name := strings.ToLower(strings.TrimSpace(os.Getenv("OTEL_TRACES_SAMPLER")))
	switch strings.TrimPrefix(name, "parentbased_") {
	case "always_off":
		return sdktrace.NeverSample()
	case "traceidratio":
		ratio, err := strconv.ParseFloat(strings.TrimSpace(os.Getenv("OTEL_TRACES_SAMPLER_ARG")), 64)
		if err == nil && 0 <= ratio && ratio < 1 {
			return sdktrace.TraceIDRatioBased(ratio)
		}
	}
	return nil
}

// exemplars returns the filter of OTEL_METRICS_EXEMPLAR_FILTER, by default that of the SDK.
func (e environment) exemplars() exemplar.Filter {
	switch strings.ToLower(strings.TrimSpace(os.Getenv("OTEL_METRICS_EXEMPLAR_FILTER"))) {
	case "always_on":
		return exemplar.AlwaysOnFilter
	case "always_off":
		return exemplar.AlwaysOffFilter
	}
	return exemplar.TraceBasedFilter
}

// warnOfAggregation tells who asks for another histogram that there is only one.
func (e environment) warnOfAggregation() {
	const name, only = "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION", "explicit_bucket_histogram"
	if value := os.Getenv(name); strings.EqualFold(value, "base2_exponential_bucket_histogram") {
		e.warn(name, only)
	}
}

func (e environment) warn(name, instead string) {
	e.log.Warn("telemetry: a variable has a value that is not supported", "name", name, "value", os.Getenv(name), "instead", instead)
}
