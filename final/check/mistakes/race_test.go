//go:build race

package mistakes

import "time"

// Longer than without the race detector, with which replies take their time on a busy machine.
const inVain = 20 * time.Second
