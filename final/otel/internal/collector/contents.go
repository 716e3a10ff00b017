package collector

import (
	"fmt"
	"slices"

	commonpb "go.opentelemetry.io/proto/otlp/common/v1"
	logspb "go.opentelemetry.io/proto/otlp/logs/v1"
	metricspb "go.opentelemetry.io/proto/otlp/metrics/v1"
	resourcepb "go.opentelemetry.io/proto/otlp/resource/v1"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
)

// Spans returns all spans, in the order in which they arrived.
func (c *Collector) Spans() (spans []*tracepb.Span) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, request := range c.traces {
		for _, r := range request.ResourceSpans {
			for _, s := range r.ScopeSpans {
				spans = append(spans, s.Spans...)
			}
		}
	}
	return spans
}

// Records returns all log records, in the order in which they arrived.
func (c *Collector) Records() (records []*logspb.LogRecord) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, request := range c.logs {
		for _, r := range request.ResourceLogs {
			for _, s := range r.ScopeLogs {
				records = append(records, s.LogRecords...)
			}
		}
	}
	return records
}

// Metrics returns the metrics as of the last request, by name.
func (c *Collector) Metrics() map[string]*metricspb.Metric {
	c.mu.Lock()
	defer c.mu.Unlock()
	metrics := map[string]*metricspb.Metric{}
	if len(c.metrics) == 0 {
		return metrics
	}
	for _, r := range c.metrics[len(c.metrics)-1].ResourceMetrics {
		for _, s := range r.ScopeMetrics {
			for _, m := range s.Metrics {
				metrics[m.Name] = m
			}
		}
	}
	return metrics
}

// Resources returns the resource of each request.
func (c *Collector) Resources() (resources []*resourcepb.Resource) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, request := range c.traces {
		for _, r := range request.ResourceSpans {
			resources = append(resources, r.Resource)
		}
	}
	for _, request := range c.metrics {
		for _, r := range request.ResourceMetrics {
			resources = append(resources, r.Resource)
		}
	}
	for _, request := range c.logs {
		for _, r := range request.ResourceLogs {
			resources = append(resources, r.Resource)
		}
	}
	return resources
}

// Attributes writes attributes as text, "key=value", sorted by key.
func Attributes(attributes []*commonpb.KeyValue) (list []string) {
	for _, a := range attributes {
		list = append(list, a.Key+"="+Text(a.Value))
	}
	slices.Sort(list)
	return list
}

// Text writes a value of a simple type.
func Text(value *commonpb.AnyValue) string {
	switch v := value.GetValue().(type) {
	case *commonpb.AnyValue_StringValue:
		return v.StringValue
	case *commonpb.AnyValue_IntValue:
		return fmt.Sprint(v.IntValue)
	case *commonpb.AnyValue_BoolValue:
		return fmt.Sprint(v.BoolValue)
	case *commonpb.AnyValue_DoubleValue:
		return fmt.Sprint(v.DoubleValue)
	}
	return fmt.Sprint(value)
}
