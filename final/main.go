// Command final is the server: go run ./final. Installed with go install
// ./final/cmd/..., the same program is called mini-redis-server.
package main

import (
	"os"

	"mini-redis/final/program"
)

func main() {
	os.Exit(program.Run(os.Args[1:], os.Stdout, os.Stderr))
}
