package expiry

import (
	"testing"
	"testing/synctest"

	framing "mini-redis/step02_framing"
	store "mini-redis/step03_store"
)

const invalidInSet = framing.ErrorReply("ERR invalid expire time in 'set' command")

// Each command runs on a store of its own, where "old" holds 1 and has no
// deadline.
func TestSetOptionsFollowRedis(t *testing.T) {
	was := framing.Bulk("1")
	for _, c := range []struct {
		command string
		want    framing.Frame
		value   framing.Frame // of old, afterwards
		ttl     framing.Integer
	}{
		{"SET old 2 EX 10", ok, framing.Bulk("2"), 10},
		{"SET old 2 px 10000", ok, framing.Bulk("2"), 10},
		{"SET old 2 ExAt 20000000000", ok, framing.Bulk("2"), 20000000000 - 946684800}, // 2000-01-01
		{"SET old 2 PXAT 20000000000000", ok, framing.Bulk("2"), 20000000000 - 946684800},
		{"SET old 2 KEEPTTL", ok, framing.Bulk("2"), -1},
		{"SET old 2 XX", ok, framing.Bulk("2"), -1},
		{"SET old 2 NX", framing.Null{}, was, -1},
		{"SET missing 2 XX", framing.Null{}, was, -1},
		{"SET missing 2 NX", ok, was, -1},
		{"SET old 2 GET", was, framing.Bulk("2"), -1},
		{"SET missing 2 GET", framing.Null{}, was, -1},
		{"SET old 2 NX GET", was, was, -1},
		{"SET old 2 GET XX EX 10", was, framing.Bulk("2"), 10},
		{"SET missing 2 XX GET", framing.Null{}, was, -1},

		// Twice the same is no contradiction; of two times the later one counts.
		{"SET old 2 EX 5 EX 10", ok, framing.Bulk("2"), 10},
		{"SET old 2 EX x EX 10", ok, framing.Bulk("2"), 10},
		{"SET old 2 XX XX", ok, framing.Bulk("2"), -1},
		{"SET old 2 GET GET", was, framing.Bulk("2"), -1},
		{"SET old 2 KEEPTTL KEEPTTL", ok, framing.Bulk("2"), -1},

		{"SET old 2 EX 10 PX 10", store.SyntaxErrorReply, was, -1},
		{"SET old 2 EX 10 EXAT 10", store.SyntaxErrorReply, was, -1},
		{"SET old 2 PXAT 10 PX 10", store.SyntaxErrorReply, was, -1},
		{"SET old 2 NX XX", store.SyntaxErrorReply, was, -1},
		{"SET old 2 XX NX", store.SyntaxErrorReply, was, -1},
		{"SET old 2 KEEPTTL EX 10", store.SyntaxErrorReply, was, -1},
		{"SET old 2 PXAT 10 KEEPTTL", store.SyntaxErrorReply, was, -1},
		{"SET old 2 EX", store.SyntaxErrorReply, was, -1},
		{"SET old 2 EX 10 PX", store.SyntaxErrorReply, was, -1},
		{"SET old 2 10", store.SyntaxErrorReply, was, -1},
		{"SET old 2 PERSIST", store.SyntaxErrorReply, was, -1},
		{"SET old 2 EX x NX XX", store.SyntaxErrorReply, was, -1}, // the grammar comes before the time

		{"SET old 2 EX 0", invalidInSet, was, -1},
		{"SET old 2 PX -1", invalidInSet, was, -1},
		{"SET old 2 EXAT 0", invalidInSet, was, -1},
		{"SET old 2 PXAT -9223372036854775808", invalidInSet, was, -1},
		{"SET old 2 EX 9223372036854775807", invalidInSet, was, -1},
		{"SET old 2 PX 9223372036854775807", invalidInSet, was, -1},
		{"SET old 2 EXAT 9223372036854775", ok, framing.Bulk("2"), 9223372036854775 - 946684800},
		{"SET old 2 EXAT 9223372036854776", invalidInSet, was, -1},
		{"SET missing 2 XX EX 0", invalidInSet, was, -1}, // the time comes before the condition

		{"SET old 2 EX x", store.NotIntegerReply, was, -1},
		{"SET old 2 PX 1.5", store.NotIntegerReply, was, -1},
		{"SET old 2 EX +10", store.NotIntegerReply, was, -1},
		{"SET old 2 EX 010", store.NotIntegerReply, was, -1},
		{"SET old 2 PX 9223372036854775808", store.NotIntegerReply, was, -1},
		{"SET old 2 EX NX", store.NotIntegerReply, was, -1},

		{"SET old", framing.ErrorReply("ERR wrong number of arguments for 'set' command"), was, -1},
	} {
		synctest.Test(t, func(t *testing.T) {
			commands := Commands(New())
			callLine(commands, "SET old 1")
			if got := callLine(commands, c.command); got != c.want {
				t.Errorf("%s: got %T %[2]v, want %T %[3]v", c.command, got, c.want)
			}
			if got := callLine(commands, "GET old"); got != c.value {
				t.Errorf("%s: old holds %v, want %v", c.command, got, c.value)
			}
			if got := callLine(commands, "TTL old"); got != c.ttl {
				t.Errorf("%s: old has a TTL of %v, want %d", c.command, got, c.ttl)
			}
		})
	}
}

func TestDeadlineCommandsAnswerAsRedisDoes(t *testing.T) {
	for _, c := range []struct {
		command string
		want    framing.Frame
	}{
		{"EXPIRE old 10", framing.Integer(1)},
		{"PEXPIRE old 10000", framing.Integer(1)},
		{"EXPIREAT old 20000000000", framing.Integer(1)},
		{"PEXPIREAT old 20000000000000", framing.Integer(1)},
		{"EXPIRE missing 10", framing.Integer(0)},
		{"PEXPIREAT missing 1", framing.Integer(0)},
		{"PERSIST old", framing.Integer(0)},
		{"PERSIST missing", framing.Integer(0)},
		{"TTL missing", framing.Integer(-2)},
		{"PTTL missing", framing.Integer(-2)},

		{"EXPIRE old x", store.NotIntegerReply},
		{"PEXPIRE old 1.5", store.NotIntegerReply},
		{"EXPIREAT old +1", store.NotIntegerReply},
		{"PEXPIREAT missing x", store.NotIntegerReply},
		{"EXPIRE old 9223372036854775808", store.NotIntegerReply},
		{"EXPIRE old 10 foo", framing.ErrorReply("ERR Unsupported option foo")},
		{"PEXPIRE old x foo", framing.ErrorReply("ERR Unsupported option foo")},

		{"EXPIRE old 9223372036854775", framing.ErrorReply("ERR invalid expire time in 'expire' command")},
		{"expire missing 9223372036854776", framing.ErrorReply("ERR invalid expire time in 'expire' command")},
		{"EXPIRE old -9223372036854776", framing.ErrorReply("ERR invalid expire time in 'expire' command")},
		{"PEXPIRE old 9223372036854775807", framing.ErrorReply("ERR invalid expire time in 'pexpire' command")},
		{"EXPIREAT old 9223372036854776", framing.ErrorReply("ERR invalid expire time in 'expireat' command")},
		{"PEXPIREAT old 9223372036854775807", framing.Integer(1)},

		{"EXPIRE old", framing.ErrorReply("ERR wrong number of arguments for 'expire' command")},
		{"PEXPIREAT old", framing.ErrorReply("ERR wrong number of arguments for 'pexpireat' command")},
		{"TTL", framing.ErrorReply("ERR wrong number of arguments for 'ttl' command")},
		{"PTTL old old", framing.ErrorReply("ERR wrong number of arguments for 'pttl' command")},
		{"PERSIST", framing.ErrorReply("ERR wrong number of arguments for 'persist' command")},
	} {
		commands := Commands(New())
		callLine(commands, "SET old 1")
		if got := callLine(commands, c.command); got != c.want {
			t.Errorf("%s: got %T %[2]v, want %T %[3]v", c.command, got, c.want)
		}
		if got := callLine(commands, "GET old"); got != framing.Bulk("1") {
			t.Errorf("%s: old holds %v afterwards", c.command, got)
		}
	}
}
