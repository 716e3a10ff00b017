// Package interop holds the tests of the server against the world: the same
// commands to redis-server 7.0 and to the server of this module, answered alike
// byte for byte; client libraries that people use; TLS; and histories of
// concurrent clients that must be linearizable.
//
// It is a module of its own, so that the root module stays without the libraries
// that only these tests need. The tests skip without redis-server, and fail
// instead if the environment variable CI is set; with it they also run at full
// volume, without it at about a tenth.
package interop
