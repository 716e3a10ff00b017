package server

import (
	"strings"
	"testing"
)

// One operation reads a command, executes it and writes the reply.
func BenchmarkGet(b *testing.B) {
	c, next := executor(b, pipeline("GET key:000001"))
	c.srv.store.SetMany([][]byte{[]byte("key:000001"), make([]byte, 100)})
	b.ReportAllocs()
	for b.Loop() {
		next()
	}
}

func BenchmarkSet(b *testing.B) {
	_, next := executor(b, pipeline("SET key:000001 "+strings.Repeat("x", 100)))
	b.ReportAllocs()
	for b.Loop() {
		next()
	}
}

// One operation is a pipeline of 100 GETs, which costs one read and one write.
func BenchmarkPipeline100(b *testing.B) {
	c, next := executor(b, strings.Repeat(pipeline("GET key:000001"), 100))
	c.srv.store.SetMany([][]byte{[]byte("key:000001"), make([]byte, 100)})
	b.ReportAllocs()
	for b.Loop() {
		for range 100 {
			next()
		}
	}
}
