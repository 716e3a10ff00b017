package store

import (
	"errors"
	"slices"
)

var (
	// ErrTooLong is returned by Append when the value would exceed the caller's
	// limit.
	ErrTooLong = errors.New("store: value too long")

	// ErrUnchanged is returned by a function given to Update to leave the key as
	// it is, present or missing.
	ErrUnchanged = errors.New("store: leave the value as it is")
)

// Update replaces the value of key by what f makes of it, in one step. f gets the
// value, shared as by Get, and whether the key exists. The key keeps its
// deadline; a key that did not exist is created without one. If f returns an error,
// nothing changes and Update returns that error, or nil if it is ErrUnchanged.
//
// The store keeps the slice f returns if it is long: nobody may write to it later. f runs while
// the shard is locked and must not call the store.
func (s *Store) Update(key []byte, f func(old []byte, ok bool) (new []byte, err error)) error {
	var now moment
	sh, hash := s.shardOf(key)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	var old []byte
	e := sh.live(key, hash, &now)
	if e != nil {
		old = e.lend()
	}
	value, err := f(old, e != nil)
	if errors.Is(err, ErrUnchanged) {
		return nil
	}
	if err != nil {
		return err
	}
	sh.put(e, key, hash, value, adoptLong(key, value))
	return nil
}

// Append adds suffix to the end of the value of key, as if a missing key had
// an empty one, and returns the length of the result in bytes. The key keeps its
// deadline. If the result would be longer than max bytes, nothing changes and
// the error is ErrTooLong.
//
// Appending n bytes one at a time costs O(n) copies in all: suffixes go into
// spare capacity, past the end of every slice handed out before. A long value that has
// none left is copied while its shard is not locked; if it has changed meanwhile,
// once more.
func (s *Store) Append(key, suffix []byte, max int) (length int, err error) {
	sh, hash := s.shardOf(key)
	var copied remake
	for {
		length, done, err := sh.append(key, hash, suffix, max, &copied)
		if done || err != nil {
			return length, err
		}
		copied.array = append(slices.Clip(copied.old), suffix...)
	}
}

// append is Append under the lock. If it is not done, copied has to be made.
func (s *shard) append(key []byte, hash uint32, suffix []byte, max int, copied *remake) (length int, done bool, err error) {
	var now moment
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.live(key, hash, &now)
	if e != nil {
		length = len(e.value())
	}
	if len(suffix) > max-length {
		return 0, false, ErrTooLong
	}
	length += len(suffix)
	switch {
	case e == nil:
		s.put(nil, key, hash, suffix, copyLong(key, suffix))
	case e.long == nil || length <= cap(*e.long):
		s.extend(e, suffix)
	case copied.isOf(e, length):
		s.put(e, key, hash, nil, &copied.array).keyLen &^= lent
	default:
		return 0, false, nil
	}
	return length, true, nil
}
