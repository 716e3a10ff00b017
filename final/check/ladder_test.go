package check_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"mini-redis/final/check"
	"mini-redis/final/server"
	echo "mini-redis/step01_echo"
	framing "mini-redis/step02_framing"
	store "mini-redis/step03_store"
	expiry "mini-redis/step04_expiry"
	pubsub "mini-redis/step05_pubsub"
	shutdown "mini-redis/step06_shutdown"
)

// ladder returns the servers of the six steps, in this process.
func ladder() []check.Target {
	untilFirst := func(serve func(context.Context, net.Listener) error) check.Target {
		return check.InProcess(func(ctx, _ context.Context, l net.Listener, _ check.Limits) error { return serve(ctx, l) })
	}
	return []check.Target{
		untilFirst(func(ctx context.Context, l net.Listener) error { return echo.Serve(ctx, l, echo.Echo) }),
		untilFirst(func(ctx context.Context, l net.Listener) error { return framing.Serve(ctx, l, framing.Commands()) }),
		untilFirst(func(ctx context.Context, l net.Listener) error {
			return framing.Serve(ctx, l, store.Commands(store.New()))
		}),
		untilFirst(func(ctx context.Context, l net.Listener) error { return expiry.Serve(ctx, l, expiry.New()) }),
		untilFirst(func(ctx context.Context, l net.Listener) error { return pubsub.Serve(ctx, l, expiry.New()) }),
		check.InProcess(step6),
	}
}

func step6(first, second context.Context, l net.Listener, limits check.Limits) error {
	s := &shutdown.Server{MaxConns: limits.MaxConns}
	return serveUntilSignal(first, second, limits, s.Shutdown, func() error { return s.Serve(l) })
}

func final(first, second context.Context, l net.Listener, limits check.Limits) error {
	s := &server.Server{MaxClients: limits.MaxConns, Logger: slog.New(slog.DiscardHandler)}
	return serveUntilSignal(first, second, limits, s.Shutdown, func() error { return s.Serve(l) })
}

// serveUntilSignal does with two contexts what the commands do with two signals.
func serveUntilSignal(first, second context.Context, limits check.Limits, shutDown func(context.Context) error, serve func() error) error {
	context.AfterFunc(first, func() {
		ctx, cancel := context.WithTimeout(second, limits.Grace)
		defer cancel()
		shutDown(ctx)
	})
	err := serve()
	if errors.Is(err, shutdown.ErrServerClosed) || errors.Is(err, server.ErrServerClosed) {
		return nil
	}
	return err
}

// The server of each step passes the specs of the steps before it, step 1's
// aside, and fails the next step's: a spec asks for what its step adds. That it
// passes its own is tested where it stands.
func TestEachStepPassesTheSpecsBeforeItAndNotTheNext(t *testing.T) {
	busy(t)
	for i, target := range ladder() {
		step := i + 1
		t.Run(fmt.Sprint(step), func(t *testing.T) {
			t.Parallel()
			for _, spec := range check.Specs() {
				switch {
				case 1 < spec.Step && spec.Step < step:
					passes(t, step, target, spec)
				case spec.Step == step+1:
					if first := firstFailure(t, target, spec); first == "" {
						t.Errorf("step %d passes step %d's spec", step, spec.Step)
					}
				}
			}
		})
	}
}

// An exercise asks for what its step's server doesn't do, or there would be nothing
// to write. That it can be passed is shown by its answer, in docs/testdata/answers.
func TestEachStepFailsItsExercises(t *testing.T) {
	t.Parallel()
	exercises := check.Exercises()
	if len(exercises) == 0 {
		t.Error("there are no exercises")
	}
	for _, spec := range exercises {
		t.Run(spec.Name, func(t *testing.T) {
			t.Parallel()
			runner := check.Runner{Target: ladder()[spec.Step-1], Timeout: 300 * time.Millisecond}
			for result := range runner.Run(t.Context(), spec.Cases) {
				if result.Outcome != check.Fail {
					t.Errorf("%s: step %d: %s", result.Case.ID, spec.Step, result.Outcome)
				}
			}
		})
	}
}

// passes wants target to pass the spec.
func passes(t *testing.T, step int, target check.Target, spec check.Spec) {
	t.Helper()
	runner := check.Runner{Target: target, Timeout: 10 * time.Second, Parallel: 8}
	for result := range runner.Run(t.Context(), spec.Cases) {
		if result.Outcome != check.Pass {
			t.Errorf("step %d: %s\n%s", step, result.Outcome, result.Text(check.Style{}))
		}
	}
}

// firstFailure returns the title of the first case that target fails, "" if it
// passes them all.
func firstFailure(t *testing.T, target check.Target, spec check.Spec) string {
	runner := check.Runner{Target: target, Timeout: 300 * time.Millisecond}
	for result := range runner.Run(t.Context(), spec.Cases) {
		if result.Outcome == check.Fail {
			return result.Case.Title
		}
	}
	return ""
}

// The programs pass step 6's spec, signals included.
func TestProgramsPassTheSpecOfShutdown(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no SIGTERM")
	}
	busy(t)
	spec := check.Specs()[5]
	for dir, flags := range map[string][]string{
		"../../step06_shutdown/server": {"-addr", "127.0.0.1:{port}", "-max-conns", "{maxconns}", "-grace", "{grace}ms"},
		"../cmd/mini-redis-server":     {"--port", "{port}", "--maxclients", "{maxconns}", "--grace-period", "{grace}ms"},
	} {
		binary := filepath.Join(t.TempDir(), "server")
		if out, err := exec.Command("go", "build", "-o", binary, dir).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		passes(t, 6, check.Command{Args: append([]string{binary}, flags...)}, spec)
	}
}
