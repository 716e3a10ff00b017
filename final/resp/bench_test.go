package resp

import (
	"fmt"
	"io"
	"strings"
	"testing"
)

func BenchmarkReadCommand(b *testing.B) {
	for _, bench := range []struct{ name, command string }{
		{"get", string(AppendCommand(nil, "GET", "key:000001"))},
		{"inline get", "GET key:000001\r\n"},
		{"set of 100 B", string(AppendCommand(nil, "SET", "key:000001", strings.Repeat("v", 100)))},
		{"set of 10 KB", string(AppendCommand(nil, "SET", "key:000001", strings.Repeat("v", 10_000)))},
		{"set of 100 KB", string(AppendCommand(nil, "SET", "key:000001", strings.Repeat("v", 100_000)))},
		{"set of 1 MB", string(AppendCommand(nil, "SET", "key:000001", strings.Repeat("v", 1<<20)))},
		{"mset of 1000", string(AppendCommand(nil, strings.Fields(strings.Repeat("key value ", 1000))...))},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(bench.command)))
			r := NewReader(&endless{data: bench.command})
			for b.Loop() {
				if _, err := r.ReadCommand(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// One operation is a pipeline that arrives as a whole, as most do: of one command or of
// a hundred.
func BenchmarkReadPipeline(b *testing.B) {
	for _, bench := range []struct{ name, command string }{
		{"get", string(AppendCommand(nil, "GET", "key:000001"))},
		{"inline get", "GET key:000001\r\n"},
		{"set of 64 B", string(AppendCommand(nil, "SET", "key:000001", strings.Repeat("v", 64)))},
	} {
		for _, commands := range []int{1, 100} {
			b.Run(fmt.Sprintf("%s/commands=%d", bench.name, commands), func(b *testing.B) {
				b.ReportAllocs()
				sent := strings.Repeat(bench.command, commands)
				src := &pieces{}
				r := NewReader(src)
				for b.Loop() {
					src.data = sent
					for range commands {
						if _, err := r.ReadCommand(); err != nil {
							b.Fatal(err)
						}
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(commands), "ns/command")
			})
		}
	}
}

// The time per element stays the same from 1,024 elements to 1,048,576.
func BenchmarkReadTinyElements(b *testing.B) {
	for _, elements := range []int{1 << 10, 1 << 15, 1 << 20} {
		b.Run(fmt.Sprint(elements), func(b *testing.B) {
			b.ReportAllocs()
			stream := fmt.Sprintf("*%d\r\n", elements) + strings.Repeat("$1\r\nx\r\n", elements)
			for b.Loop() {
				r := NewReader(&pieces{data: stream, sizes: []int{4 << 10}})
				if _, err := r.ReadCommand(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(elements), "ns/element")
		})
	}
}

func BenchmarkWriter(b *testing.B) {
	value := []byte(strings.Repeat("v", 100))
	large := make([]byte, 1<<20)
	text := strings.Repeat("v", 10_000)
	for _, bench := range []struct {
		name  string
		write func(w *Writer)
	}{
		{"ok", func(w *Writer) { w.SimpleString("OK") }},
		{"integer", func(w *Writer) { w.Int(123456789) }},
		{"null", func(w *Writer) { w.Null() }},
		{"bulk of 100 B", func(w *Writer) { w.Bulk(value) }},
		{"bulk of 1 MB", func(w *Writer) { w.Bulk(large) }},
		{"pipeline of 100", func(w *Writer) {
			for range 100 {
				w.Bulk(value)
			}
			w.Flush()
		}},
		{"array of 3", func(w *Writer) { w.Array(3); w.BulkString("message"); w.BulkString("news"); w.Bulk(value) }},
		{"map of 1", func(w *Writer) { w.Map(1); w.BulkString("proto"); w.Int(3) }},
		{"verbatim of 10 KB", func(w *Writer) { w.Verbatim("txt", text) }},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			w := NewWriter(io.Discard)
			for b.Loop() {
				bench.write(w)
			}
		})
	}
}

func BenchmarkReadReply(b *testing.B) {
	for _, bench := range []struct {
		name  string
		write func(w *Writer)
	}{
		{"ok", func(w *Writer) { w.SimpleString("OK") }},
		{"integer", func(w *Writer) { w.Int(123456789) }},
		{"bulk of 100 B", func(w *Writer) { w.BulkString(strings.Repeat("v", 100)) }},
		{"bulk of 1 MB", func(w *Writer) { w.BulkString(strings.Repeat("v", 1<<20)) }},
		{"array of 3", func(w *Writer) { w.Array(3); w.BulkString("message"); w.BulkString("news"); w.BulkString("text") }},
		{"push of 3", func(w *Writer) {
			w.SetProtocol(3)
			w.Push(3)
			w.BulkString("message")
			w.BulkString("news")
			w.BulkString("text")
		}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			r := NewReplyReader(&endless{data: wire(bench.write)})
			for b.Loop() {
				if _, err := r.ReadReply(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkAppendCommand(b *testing.B) {
	b.ReportAllocs()
	var dst []byte
	for b.Loop() {
		dst = AppendCommand(dst[:0], "SET", "key:000001", "value")
	}
}
