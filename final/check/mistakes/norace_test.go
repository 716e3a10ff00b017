//go:build !race

package mistakes

import "time"

const inVain = 5 * time.Second
