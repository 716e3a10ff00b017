package client

import (
	"fmt"

	"mini-redis/final/resp"
)

// take handles what the server has sent: a message, a confirmation, an error, or
// the reply to PING. Its error ends the connection.
func (s *Subscriber) take(reply *Reply) error {
	switch reply.Kind {
	case resp.KindArray, resp.KindPush:
		return s.takeArray(reply)
	case resp.KindError:
		return s.refuse(replyError(reply))
	case resp.KindSimpleString:
		if reply.Str == "PONG" {
			return s.pong(reply)
		}
	}
	return unasked(reply)
}

func (s *Subscriber) takeArray(reply *Reply) error {
	words := make([]string, len(reply.Array))
	for i, element := range reply.Array {
		words[i] = element.Str
	}
	if len(words) == 0 {
		return unasked(reply)
	}
	switch kind := words[0]; {
	case kind == "message" && len(words) == 3:
		return s.deliver(Message{Channel: words[1], Payload: words[2]})
	case kind == "pmessage" && len(words) == 4:
		return s.deliver(Message{Pattern: words[1], Channel: words[2], Payload: words[3]})
	case kind == "pong" && len(words) == 2:
		return s.pong(reply)
	case len(words) == 3 && (kind == subscribe || kind == unsubscribe || kind == psubscribe || kind == punsubscribe):
		return s.confirm(reply, kind, words[1])
	case reply.Kind == resp.KindPush:
		return nil // of a kind that newer servers may have
	}
	return unasked(reply)
}

// deliver passes a message on, or drops it if it comes before all subscriptions of its
// connection are in force: for the receiver that is a gap, or the time before it began.
func (s *Subscriber) deliver(m Message) error {
	s.mu.Lock()
	restoring := s.restored > 0
	s.mu.Unlock()
	if restoring || s.inbox.put(s.closing, event{message: m}) {
		return nil
	}
	return ErrClosed
}

// confirm checks off a name of the oldest request.
func (s *Subscriber) confirm(reply *Reply, verb, name string) error {
	s.mu.Lock()
	if len(s.due) == 0 || s.due[0].verb != verb || s.due[0].names[0] != name {
		s.mu.Unlock()
		return unasked(reply)
	}
	r := s.due[0]
	r.names = r.names[1:]
	last := false
	if len(r.names) == 0 {
		s.due = s.due[1:]
		if s.restored > 0 {
			s.restored--
			last = s.restored == 0
		}
		s.finish(r, nil)
	}
	s.mu.Unlock()
	if last {
		return s.established()
	}
	return nil
}

// refuse handles an error reply, which answers the oldest request. One that keeps
// something from being restored ends the connection.
func (s *Subscriber) refuse(err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.due) == 0 {
		return fmt.Errorf("%w: %w", ErrUnasked, err)
	}
	if s.restored > 0 {
		return judged(s.due[0].verb, err)
	}
	s.finish(s.due[0], err)
	s.due = s.due[1:]
	return nil
}

// pong checks off a PING that is the oldest request.
func (s *Subscriber) pong(reply *Reply) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.due) == 0 || s.due[0].verb != ping {
		return unasked(reply)
	}
	s.due = s.due[1:]
	return nil
}
