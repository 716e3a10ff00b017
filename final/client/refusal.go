package client

import (
	"crypto/tls"
	"errors"
	"strings"
)

// A meaning is what an error reply says of a connection that begins with it.
type meaning int

const (
	passes  meaning = iota // the server is in a state that passes: connect again
	refuses                // connecting again is no use until somebody changes something
	ignored                // it is the reply to a PING, and no more: the connection works
)

// meaningOf returns what an error reply to command means. It is the table in the
// package comment.
func meaningOf(command string, err error) meaning {
	reply, ok := errors.AsType[*ServerError](err)
	switch {
	case !ok:
		return passes
	case strings.HasPrefix(reply.Text, "ERR max number of clients"):
		return passes // it answers no command: the server hangs up
	case command == "PING" && strings.HasPrefix(reply.Text, "ERR unknown command"):
		return ignored // its name was taken away
	}
	switch reply.Code {
	case "NOAUTH", "WRONGPASS", "NOPERM", "DENIED":
		return refuses
	case "LOADING", "BUSY", "MASTERDOWN":
		return passes
	case "ERR": // all that many servers have to say before they hang up
		if command == "AUTH" {
			return refuses
		}
		return passes
	}
	if command == "PING" {
		return ignored
	}
	return passes
}

// A refusal is an error reply that refuses the client.
type refusal struct{ error }

func (r refusal) Unwrap() error { return r.error }

// judged returns err, the error reply to command, as a refusal if that is what it
// means.
func judged(command string, err error) error {
	if meaningOf(command, err) == refuses {
		return refusal{err}
	}
	return err
}

// refused reports whether trying to connect again is no use: the server, or this
// end's check of its certificate, has said no.
func refused(err error) bool {
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return true
	}
	_, ok := errors.AsType[refusal](err)
	return ok
}

// isReply reports whether err is an error reply.
func isReply(err error) bool {
	_, ok := errors.AsType[*ServerError](err)
	return ok
}
