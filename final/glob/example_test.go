package glob_test

import (
	"fmt"

	"mini-redis/final/glob"
)

func ExampleMatch() {
	fmt.Println(glob.Match("user:*:[a-c]?", "user:7:b1"))
	fmt.Println(glob.Match(`\*`, "anything"))
	// Output:
	// true
	// false
}
