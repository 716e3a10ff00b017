package client

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"mini-redis/final/resp"
)

// The errors that callers tell apart with errors.Is.
var (
	// ErrNil stands for the null reply: the key does not exist.
	ErrNil = errors.New("client: nil")

	// ErrClosed is returned after Close, and by what Close interrupts.
	ErrClosed = errors.New("client: closed")

	// ErrUnknownOutcome wraps the reason why a command has no reply although the
	// server may have received it: it was executed, or it was not. Without
	// ErrUnknownOutcome, an error that is neither a [*ServerError] nor ErrNil nor
	// ErrUnexpectedReply means that it was not.
	ErrUnknownOutcome = errors.New("client: the outcome of the command is unknown")

	// ErrUnexpectedReply means that the server's reply is well-formed, but not of
	// the kind that the command has.
	ErrUnexpectedReply = errors.New("client: unexpected kind of reply")

	// ErrUnasked ends a connection on which the server sent a reply that no
	// command was waiting for.
	ErrUnasked = errors.New("client: the server sent a reply that nobody asked for")

	// ErrReplyTooLong ends a connection whose reply exceeds Options.MaxReplyLen.
	ErrReplyTooLong = errors.New("client: reply too long")

	// ErrStalled ends a connection on which nothing moves although a reply is
	// due (Options.StallTimeout).
	ErrStalled = errors.New("client: the server does not answer")

	// ErrShared refuses a command that would change the connection for everybody
	// who uses the Client, or the way its replies are counted.
	ErrShared = errors.New("client: command not possible on a shared connection")

	// ErrGap is returned by [Subscriber.Receive], once for each connection lost,
	// when the subscriptions are in force again: messages may be missing here.
	ErrGap = errors.New("client: connection was lost, messages may be missing")
)

// A ServerError is an error reply.
type ServerError struct {
	// Code is the first word of the text, such as ERR or WRONGTYPE.
	Code string

	// Text is what the server sent, with the code.
	Text string
}

// Error returns the text.
func (e *ServerError) Error() string { return e.Text }

// Is makes errors.Is(err, &ServerError{Code: "WRONGTYPE"}) report whether err has
// this code. With a text in it, the target must be equal.
func (e *ServerError) Is(target error) bool {
	t, ok := target.(*ServerError)
	return ok && t.Code == e.Code && (t.Text == "" || t.Text == e.Text)
}

// replyError returns the error that a reply stands for, or nil.
func replyError(reply *resp.Reply) error {
	switch reply.Kind {
	case resp.KindError:
		code, _, _ := strings.Cut(reply.Str, " ")
		return &ServerError{Code: code, Text: reply.Str}
	case resp.KindNull:
		return ErrNil
	}
	return nil
}

// unexpected says that a command has a reply of the wrong kind.
func unexpected(command string, kind resp.Kind) error {
	return fmt.Errorf("%w: %s got %v", ErrUnexpectedReply, command, kind)
}

// unknown says that a command may or may not have been executed.
func unknown(cause error) error { return fmt.Errorf("%w: %w", ErrUnknownOutcome, cause) }

// contextError returns what ended ctx: context.Canceled or
// context.DeadlineExceeded, and the cause if somebody gave one.
func contextError(ctx context.Context) error {
	err, cause := ctx.Err(), context.Cause(ctx)
	if errors.Is(cause, err) {
		return cause
	}
	return fmt.Errorf("%w: %w", err, cause)
}
