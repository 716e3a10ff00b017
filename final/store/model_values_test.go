package store

import (
	"bytes"
	"errors"
	"strconv"

	"pgregory.net/rapid"
)

func (m *machine) append(t *rapid.T) {
	key, suffix := m.keys.Draw(t, "key"), modelValues.Draw(t, "suffix")
	limit := rapid.IntRange(0, 30).Draw(t, "max")
	e := m.model[key]
	length, err := m.store.Append(m.lend(key), m.lend(suffix), limit)
	if len(e.value)+len(suffix) > limit {
		if !errors.Is(err, ErrTooLong) {
			t.Fatalf("Append(%q, %q, %d): error %v, want ErrTooLong", key, suffix, limit, err)
		}
		return
	}
	e.value += suffix
	m.model[key] = e
	if err != nil || length != len(e.value) {
		t.Fatalf("Append(%q, %q, %d) = %d, %v, want %d", key, suffix, limit, length, err, len(e.value))
	}
}

func (m *machine) incr(t *rapid.T) {
	key, delta := m.keys.Draw(t, "key"), modelDeltas.Draw(t, "delta")
	e, ok := m.model[key]
	if !ok {
		e.value = "0"
	}
	want, wantErr := modelIncr(e.value, delta)
	if wantErr == nil {
		e.value = strconv.FormatInt(want, 10)
		m.model[key] = e
	}
	if got, err := m.store.Incr(m.lend(key), delta); got != want || !errors.Is(err, wantErr) {
		t.Fatalf("Incr(%q, %d) = %d, %v, want %d, %v", key, delta, got, err, want, wantErr)
	}
}

var errRefused = errors.New("refused")

func (m *machine) update(t *rapid.T) {
	key := m.keys.Draw(t, "key")
	e, wantOK := m.model[key]
	change := rapid.SampledFrom([]string{"refuse", "leave", "shorten", "extend", "replace"}).Draw(t, "change")
	err := m.store.Update(m.lend(key), func(old []byte, ok bool) ([]byte, error) {
		m.returned(t, old, ok, e, wantOK)
		switch change {
		case "shorten":
			return old[:len(old)/2], nil
		case "extend":
			return append(old, 'x'), nil
		case "replace":
			return bytes.Repeat([]byte{'y'}, 3), nil
		case "leave":
			return []byte("z"), ErrUnchanged
		}
		return nil, errRefused
	})
	switch change {
	case "refuse":
		if !errors.Is(err, errRefused) {
			t.Fatalf("Update returned %v, want %v", err, errRefused)
		}
		return
	case "leave":
		if err != nil {
			t.Fatalf("Update returned %v", err)
		}
		return
	case "shorten":
		e.value = e.value[:len(e.value)/2]
	case "extend":
		e.value += "x"
	case "replace":
		e.value = "yyy"
	}
	m.model[key] = e
	if err != nil {
		t.Fatalf("Update returned %v", err)
	}
}
