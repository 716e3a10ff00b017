package main

import (
	"context"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"mini-redis/final/check"
	echo "mini-redis/step01_echo"
	framing "mini-redis/step02_framing"
	store "mini-redis/step03_store"
	expiry "mini-redis/step04_expiry"
	pubsub "mini-redis/step05_pubsub"
	shutdown "mini-redis/step06_shutdown"
)

// What a milestone gives to try works on the server of its step: each command ends
// well and prints no error reply.
func TestWhatMilestonesSuggestWorks(t *testing.T) {
	for _, program := range []string{"redis-cli", "redis-benchmark", "nc"} {
		if _, err := exec.LookPath(program); err != nil {
			if os.Getenv("CI") != "" {
				t.Fatal(err)
			}
			t.Skip(err)
		}
	}
	serve := []func(ctx context.Context, l net.Listener) error{
		func(ctx context.Context, l net.Listener) error { return echo.Serve(ctx, l, echo.Echo) },
		func(ctx context.Context, l net.Listener) error { return framing.Serve(ctx, l, framing.Commands()) },
		func(ctx context.Context, l net.Listener) error {
			return framing.Serve(ctx, l, store.Commands(store.New()))
		},
		func(ctx context.Context, l net.Listener) error { return expiry.Serve(ctx, l, expiry.New()) },
		func(ctx context.Context, l net.Listener) error { return pubsub.Serve(ctx, l, expiry.New()) },
		func(ctx context.Context, l net.Listener) error {
			s := &shutdown.Server{}
			context.AfterFunc(ctx, func() { s.Shutdown(context.Background()) })
			if err := s.Serve(l); err != shutdown.ErrServerClosed {
				return err
			}
			return nil
		},
	}
	for i, spec := range check.Specs() {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		ended := make(chan error)
		go func() { ended <- serve[i](ctx, l) }()
		_, port, _ := net.SplitHostPort(l.Addr().String())
		tried := 0
		for line := range strings.Lines(milestone(spec.Step)) {
			command, ok := strings.CutPrefix(line, "    ")
			if !ok {
				continue
			}
			tried++
			command = strings.ReplaceAll(command, "6379", port)
			command = strings.Replace(command, "redis-cli ", "redis-cli -p "+port+" ", 1)
			command = strings.Replace(command, "redis-benchmark ", "redis-benchmark -p "+port+" ", 1)
			command = strings.Replace(command, "-n 100000 ", "-n 1000 ", 1)
			command = strings.Replace(command, "nc ", "nc -N ", 1) // ends with its input
			cmd := exec.CommandContext(ctx, "sh", "-c", command)
			cmd.Stdin = strings.NewReader("hello\n")
			out, err := cmd.CombinedOutput()
			if text := string(out); err != nil || strings.Contains(text, "ERR ") || text == "" {
				t.Errorf("step %d: %s: %v\n%s", spec.Step, command, err, text)
			}
		}
		if tried == 0 {
			t.Errorf("step %d has nothing to try", spec.Step)
		}
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}
