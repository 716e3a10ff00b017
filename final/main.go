// Command final is the server: go run ./final. Installed with go install
// ./final/cmd/..., the same program is called mini-redis-server.
package main

import (
	"os"

	"mini-redis/final/server"
)

func main() {
	os.Exit(server.Run(os.Args[1:], os.Stdout, os.Stderr))
}
