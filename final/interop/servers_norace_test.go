//go:build !race

package interop

// raceEnabled: the servers under test are built with -race as the tests are.
const raceEnabled = false
