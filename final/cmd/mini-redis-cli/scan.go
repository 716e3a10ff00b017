package main

import (
	"context"
	"errors"
	"io"

	"mini-redis/final/resp"
)

// scanKeys prints the keys that SCAN finds, one a line. A key may come twice, as
// SCAN has it.
func (s *session) scanKeys(ctx context.Context) error {
	stop, err := s.connectFirst(ctx)
	if err != nil {
		return err
	}
	defer stop()
	for cursor := "0"; ; {
		command := []string{"SCAN", cursor}
		if s.pattern != "" {
			command = append(command, "MATCH", s.pattern)
		}
		reply, err := s.link.ask(command...)
		switch {
		case err != nil && ctx.Err() != nil:
			return errInterrupted
		case err != nil:
			return serverClosed(err)
		case reply.Kind == resp.KindError:
			return errors.New("SCAN: " + reply.Str)
		case len(reply.Array) != 2 || reply.Array[1].Kind != resp.KindArray:
			return errors.New("SCAN: unexpected reply")
		}
		for _, key := range reply.Array[1].Array {
			line := rawText(key, "\n") + "\n" // whatever -d, -D and --csv say
			if s.format == formatPerson || s.format == formatJSON {
				line = s.render(key, false)
			}
			if _, err := io.WriteString(s.stdout, line); err != nil {
				return err
			}
		}
		if cursor = reply.Array[0].Str; cursor == "0" {
			return nil
		}
		if s.interval > 0 && !pause(ctx, s.interval) {
			return errInterrupted
		}
	}
}
