package check

import (
	"context"
	"slices"
	"time"
)

// A Tester is what Test needs of a *testing.T. It is an interface so that package
// testing stays out of the programs that import this one.
type Tester[T any] interface {
	Helper()
	Context() context.Context
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
	Skip(args ...any)
	Run(name string, f func(T)) bool
}

// Test plays the spec of one step against target, each case as a subtest with
// its title for a name. t is a *testing.T.
func Test[T Tester[T]](t T, step int, target Target) {
	t.Helper()
	testSpec(t, step, Specs(), target)
}

// TestExercises does the same with the exercises of one step.
func TestExercises[T Tester[T]](t T, step int, target Target) {
	t.Helper()
	testSpec(t, step, Exercises(), target)
}

func testSpec[T Tester[T]](t T, step int, specs []Spec, target Target) {
	t.Helper()
	i := slices.IndexFunc(specs, func(s Spec) bool { return s.Step == step })
	if i < 0 {
		t.Fatalf("there is no spec for step %d", step)
	}
	runner := &Runner{Target: target, Timeout: 10 * time.Second, Parallel: 8}
	for result := range runner.Run(t.Context(), specs[i].Cases) {
		t.Run(result.Case.Title, func(t T) {
			switch result.Outcome {
			case Fail:
				t.Errorf("\n%s", result.Text(Style{Hint: true}))
			case Skip:
				t.Skip(result.Reason)
			}
		})
	}
}
