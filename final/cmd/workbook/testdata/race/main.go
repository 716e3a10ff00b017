// Command race is a learner's server that shares data between its goroutines. Its arguments are
// the mistake, if any, and the address to listen on.
package main

import (
	"net"
	"os"
	"strconv"
	"sync"

	"mini-redis/final/resp"
)

type store struct {
	mistake string
	served  int // guarded by mu
	mu      sync.Mutex
	keys    map[string]string // guarded by mu
}

func main() {
	l, err := net.Listen("tcp", os.Args[2])
	if err != nil {
		panic(err)
	}
	s := &store{mistake: os.Args[1], keys: map[string]string{}}
	for {
		conn, err := l.Accept()
		if err != nil {
			panic(err)
		}
		go s.serve(conn)
	}
}

func (s *store) serve(conn net.Conn) {
	defer conn.Close()
	s.count()
	for r := resp.NewReader(conn); ; {
		args, err := r.ReadCommand()
		if err != nil {
			return
		}
		reply := "+PONG\r\n"
		switch string(args[0]) {
		case "SET":
			s.set(string(args[1]), string(args[2]))
			reply = "+OK\r\n"
		case "GET":
			value := s.get(string(args[1]))
			reply = "$" + strconv.Itoa(len(value)) + "\r\n" + value + "\r\n"
		}
		if _, err := conn.Write([]byte(reply)); err != nil {
			return
		}
	}
}

func (s *store) count() {
	if s.mistake != "counter" {
		s.mu.Lock()
		defer s.mu.Unlock()
	}
	s.served++
}

func (s *store) set(key, value string) {
	if s.mistake != "map" {
		s.mu.Lock()
		defer s.mu.Unlock()
	}
	s.keys[key] = value
}

func (s *store) get(key string) string {
	if s.mistake != "map" {
		s.mu.Lock()
		defer s.mu.Unlock()
	}
	return s.keys[key]
}
