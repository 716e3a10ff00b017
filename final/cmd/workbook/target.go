package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"mini-redis/final/check"
)

// target returns the server that o asks for, and what removes its program when
// it isn't needed any more.
func (o *options) target(ctx context.Context) (target check.Target, remove func(), err error) {
	if o.addr != "" {
		return check.Address(o.addr), func() {}, nil
	}
	b, err := buildGoRun(ctx, o.command, o.dir)
	if err != nil {
		return nil, nil, err
	}
	args, limitArgs := withAddress(b.args)
	return check.Command{Args: args, Dir: b.dir, LimitArgs: limitArgs, Patience: o.patience}, b.remove, nil
}

// withAddress replaces {addr} and {host} in args by what check.Command knows. If
// nothing in args says where to listen, it adds the flags that the steps' servers
// have.
func withAddress(args []string) (with []string, limitArgs func(check.Limits) []string) {
	replace := strings.NewReplacer("{addr}", "127.0.0.1:{port}", "{host}", "127.0.0.1")
	for _, arg := range args {
		with = append(with, replace.Replace(arg))
	}
	if saysWhere(args) {
		return with, nil
	}
	return append(with, "-addr", "127.0.0.1:{port}"), stepFlags
}

// saysWhere tells whether args have the address in them, so that no flags are added.
func saysWhere(args []string) bool {
	return slices.ContainsFunc(args, func(arg string) bool {
		return strings.Contains(arg, "{addr}") || strings.Contains(arg, "{host}") || strings.Contains(arg, "{port}")
	})
}

// stepFlags are the flags of step 6's server for limits that a case sets.
func stepFlags(l check.Limits) (args []string) {
	if l.MaxConns > 0 {
		args = append(args, "-max-conns", fmt.Sprint(l.MaxConns))
	}
	if l.Grace > 0 {
		args = append(args, "-grace", l.Grace.String())
	}
	return args
}
