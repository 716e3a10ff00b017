package check

import (
	"context"
	"time"
)

// A T is what Test needs of a *testing.T. Being an interface, it keeps package
// testing out of the programs that import this one.
type T[Sub any] interface {
	Helper()
	Context() context.Context
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
	Skip(args ...any)
	Run(name string, f func(Sub)) bool
}

// Test plays the spec of one step against target, each case as a subtest with
// its title for a name. t is a *testing.T.
func Test[t T[t]](test t, step int, target Target) {
	test.Helper()
	spec, ok := SpecOf(step)
	if !ok {
		test.Fatalf("there is no spec for step %d", step)
	}
	runner := &Runner{Target: target, Timeout: 10 * time.Second, Parallel: 8}
	for result := range runner.Run(test.Context(), spec.Cases) {
		test.Run(result.Case.Title, func(test t) {
			switch result.Outcome {
			case Fail:
				test.Errorf("\n%s", result.Text(Style{Hint: true}))
			case Skip:
				test.Skip(result.Reason)
			}
		})
	}
}
