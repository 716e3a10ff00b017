package main

import (
	"bytes"
	"math/rand/v2"
	"strconv"
)

// A batch is a pipeline of one command, encoded once. Between two uses only the
// digits of its keys change.
type batch struct {
	bytes   []byte
	length  int   // of one command, in bytes
	numbers []int // where in bytes the numbers stand, randomDigits long each

	keyspace uint64 // numbers are below it
	width    int    // how many of a number's digits can differ from zero
	random   *rand.Rand
}

// newBatch returns a batch of n commands whose numbers are drawn from 0 to
// keyspace-1. Two batches with the same seed draw the same.
func newBatch(command []byte, n int, keyspace, seed uint64) *batch {
	b := &batch{
		bytes:    bytes.Repeat(command, n),
		length:   len(command),
		keyspace: max(keyspace, 1),
		random:   rand.New(rand.NewPCG(seed, 0)),
	}
	b.width = len(strconv.FormatUint(b.keyspace-1, 10))
	for at := 0; ; at += len(randomDigits) {
		next := bytes.Index(b.bytes[at:], []byte(randomDigits))
		if next < 0 {
			return b
		}
		at += next
		b.numbers = append(b.numbers, at)
		for i := range randomDigits {
			b.bytes[at+i] = '0'
		}
	}
}

// take returns the first n commands with fresh numbers, valid until the next call.
// With one key there is nothing to draw, and nothing is written: such a batch may be
// shared by goroutines.
func (b *batch) take(n int) []byte {
	part := b.bytes[:n*b.length]
	if b.keyspace == 1 {
		return part
	}
	for _, at := range b.numbers {
		if at >= len(part) {
			break
		}
		number := b.random.Uint64N(b.keyspace)
		end := at + len(randomDigits)
		for i := end - 1; i >= end-b.width; i-- {
			part[i] = byte('0' + number%10)
			number /= 10
		}
	}
	return part
}
