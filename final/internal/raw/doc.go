// Package raw holds the little for which package unsafe is needed, in one file. Each
// function says what it buys. Elsewhere than on Linux the server does without.
package raw
