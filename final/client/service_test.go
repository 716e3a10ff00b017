package client

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"mini-redis/final/server"
)

// Whatever waits with a context without a deadline waits for Options.Timeout: for a connection, for
// a reply, or for a confirmation.
func TestCallsWithoutADeadlineEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, limit := range []time.Duration{0, time.Minute} {
			for _, silent := range []bool{false, true} {
				o := scripted(t, then(greets, stays), then(greets, exchanges("*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n"), stays))
				o.Timeout = limit
				c := connect(t, o)
				s, err := c.Subscribe(t.Context(), "a")
				if err != nil {
					t.Fatal(err)
				}
				synctest.Wait()
				if !silent {
					c.lanes[0].link.Load().fail(io.EOF)
				}
				synctest.Wait()
				for name, call := range map[string]func(context.Context) error{
					"Do":        func(ctx context.Context) error { return c.Set(ctx, "a", "1") },
					"Run":       func(ctx context.Context) error { return run(ctx, c, "SET", "a", "1") },
					"Subscribe": func(ctx context.Context) error { return s.Subscribe(ctx, "b") },
				} {
					began := time.Now()
					err := call(context.WithoutCancel(t.Context()))
					want := limit
					if want == 0 {
						want = DefaultTimeout
					}
					if took := time.Since(began); took != want || !errors.Is(err, context.DeadlineExceeded) {
						t.Errorf("%s: got %v after %v, want the end after %v", name, err, took, want)
					}
					if name != "Subscribe" && errors.Is(err, ErrUnknownOutcome) != silent {
						t.Errorf("%s: got %v", name, err)
					}
					ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
					began = time.Now()
					if err := call(ctx); time.Since(began) != time.Hour || !errors.Is(err, context.DeadlineExceeded) {
						t.Errorf("%s with a deadline of its own: got %v after %v", name, err, time.Since(began))
					}
					cancel()
				}
				c.Close()
			}
		}
	})
}

// Calls that begin one after the other may share an alarm, but none ends more than a sixteenth
// of the time too soon.
func TestAlarmIsHardlyEarly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := scripted(t, then(greets, stays))
		o.Timeout = 16 * time.Second
		c := connect(t, o)
		var calls sync.WaitGroup
		for range 100 {
			calls.Go(func() {
				began := time.Now()
				c.Get(context.WithoutCancel(t.Context()), "a")
				if took := time.Since(began); took < 15*time.Second || took > 16*time.Second {
					t.Errorf("a call ended after %v, want 15 s to 16 s", took)
				}
			})
			time.Sleep(100 * time.Millisecond)
		}
		calls.Wait()
	})
}

// run runs a pipeline of one command.
func run(ctx context.Context, c *Client, args ...string) error {
	var p Pipeline
	p.Add(args...)
	_, err := c.Run(ctx, &p)
	return err
}

// setPassword sets the server's password over a client of its own.
func setPassword(t *testing.T, n *network, now, next string) {
	t.Helper()
	o := n.options()
	o.Password = now
	c := connect(t, o)
	defer c.Close()
	if err := c.ok(t.Context(), "CONFIG", "SET", "requirepass", next); err != nil {
		t.Fatal(err)
	}
}

// Who asks for the password each time lives on when it is changed.
func TestCredentialsAreAskedForEachConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, _ := serve(t, &server.Server{Password: "first"})
		var mu sync.Mutex
		password, problem := "first", error(nil)
		o := n.options()
		o.Password = "not this one"
		o.Credentials = func(context.Context) (string, string, error) {
			mu.Lock()
			defer mu.Unlock()
			return "", password, problem
		}
		c, ctx := connect(t, o), t.Context()
		s := subscribed(t, c, "news")
		setPassword(t, n, "first", "second")
		mu.Lock()
		password, problem = "second", errors.New("the vault is locked")
		mu.Unlock()
		n.kill()
		time.AfterFunc(time.Minute, func() {
			mu.Lock()
			defer mu.Unlock()
			problem = nil
		})
		began := time.Now()
		if err := c.Set(ctx, "a", "1"); err != nil || time.Since(began) < time.Minute {
			t.Errorf("got %v after %v", err, time.Since(began))
		}
		receives(t, s, "GAP")
		c.Publish(ctx, "news", "again")
		receives(t, s, "news:again")
	})
}

// Dial tells why there are no credentials, and doesn't connect without.
func TestDialTellsThatThereAreNoCredentials(t *testing.T) {
	locked := errors.New("the vault is locked")
	n := newNetwork()
	o := n.options()
	o.Credentials = func(context.Context) (string, string, error) { return "", "", locked }
	if _, err := Dial(t.Context(), "test:1", o); !errors.Is(err, locked) || n.dialed() != 0 {
		t.Errorf("got %v after %d dials", err, n.dialed())
	}
}

// A refusal ends a Subscriber and fails callers, or is waited out where that is asked for.
func TestRefusalsAreWaitedOutWhereAskedFor(t *testing.T) {
	for _, retry := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			n, _ := serve(t, &server.Server{Password: "right"})
			o := n.options()
			o.Password, o.RetryRefused = "right", retry
			c, ctx := connect(t, o), t.Context()
			s := subscribed(t, c, "news")
			setPassword(t, n, "right", "other")
			n.kill()
			time.AfterFunc(time.Minute, func() { setPassword(t, n, "other", "right") })
			began := time.Now()
			err := c.Set(ctx, "a", "1")
			if waited := time.Since(began) >= time.Minute; waited != retry || (err == nil) != retry {
				t.Errorf("got %v after %v", err, time.Since(began))
			}
			if m, err := s.Receive(ctx); errors.Is(err, ErrGap) != retry || errors.Is(err, &ServerError{Code: "WRONGPASS"}) == retry {
				t.Errorf("got %v, %v", m, err)
			}
			time.Sleep(time.Hour)
			if retry {
				c.Publish(ctx, "news", "again")
				receives(t, s, "news:again")
			}
			wrong := o
			wrong.Password = "wrong"
			if _, err := Dial(ctx, "pipe:0", wrong); !errors.Is(err, &ServerError{Code: "WRONGPASS"}) {
				t.Errorf("Dial: got %v", err)
			}
		})
	}
}

// C3: a command that only reads is sent again where that is asked for, three times in all. No other
// is, nor one whose reply is the reason of the loss.
func TestC3ReadsAreRepeatedWhereAskedFor(t *testing.T) {
	lost := then(greets, takes(1))
	tooLong := then(greets, takes(1), says("$1000\r\n"), stays)
	for name, test := range map[string]struct {
		retry   bool
		scripts []func(net.Conn)
		args    []string
		want    string // "" for ErrUnknownOutcome
		dials   int
	}{
		"GET":             {true, []func(net.Conn){lost, echoes}, []string{"GET", "a"}, "a", 2},
		"get":             {true, []func(net.Conn){lost, lost, echoes}, []string{"get", "a"}, "a", 3},
		"lost too often":  {true, []func(net.Conn){lost, lost, lost, echoes}, []string{"GET", "a"}, "", 3},
		"not asked for":   {false, []func(net.Conn){lost, echoes}, []string{"GET", "a"}, "", 1},
		"SET":             {true, []func(net.Conn){lost, echoes}, []string{"SET", "a", "b"}, "", 1},
		"GETDEL":          {true, []func(net.Conn){lost, echoes}, []string{"GETDEL", "a"}, "", 1},
		"too long":        {true, []func(net.Conn){tooLong, echoes}, []string{"GET", "a"}, "", 1},
		"a long argument": {true, []func(net.Conn){lost, echoes}, []string{"ECHO", strings.Repeat("x", keptBuffer+1)}, strings.Repeat("x", keptBuffer+1), 2},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := scripted(t, test.scripts...)
				dial, dials := o.Dial, 0
				o.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
					dials++
					return dial(ctx, network, addr)
				}
				o.RetryReads, o.MaxReplyLen, o.MaxBulkLen = test.retry, 20_000, 20_000
				if name == "too long" {
					o.MaxReplyLen = 100
				}
				got, err := connect(t, o).bulk(t.Context(), test.args...)
				if got != test.want || (test.want == "") != errors.Is(err, ErrUnknownOutcome) {
					t.Errorf("got %.20q, %v", got, err)
				}
				if dials != test.dials {
					t.Errorf("%d connections, want %d", dials, test.dials)
				}
			})
		})
	}
}

// A repetition has no more time than the call.
func TestRepeatedReadsEndInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := then(greets, takes(1), func(net.Conn) { time.Sleep(4 * time.Second) })
		o := scripted(t, slow, slow, slow, echoes)
		o.RetryReads, o.Timeout = true, 10*time.Second
		c := connect(t, o)
		began := time.Now()
		if _, err := c.Get(t.Context(), "a"); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != 10*time.Second {
			t.Errorf("got %v after %v", err, time.Since(began))
		}
	})
}

// With several connections, what is answered soon doesn't wait behind what is answered late. They
// are made when there is something for them to do.
func TestSeveralConnectionsAreUsedByNeed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork()
		go func() {
			for {
				conn, err := n.Accept()
				if err != nil {
					return
				}
				go answersLate(conn)
			}
		}()
		t.Cleanup(func() { n.Close(); n.kill() })
		o := n.options()
		o.Conns = 3
		c, ctx := connect(t, o), t.Context()
		for range 10 {
			if got, err := c.bulk(ctx, "ECHO", "x"); got != "x" || err != nil {
				t.Fatal(got, err)
			}
		}
		if got := n.dialed(); got != 1 {
			t.Errorf("%d connections for one caller, want 1", got)
		}
		var late sync.WaitGroup
		for range 2 {
			late.Go(func() {
				if got, err := c.bulk(ctx, "LATE", "y"); got != "y" || err != nil {
					t.Error(got, err)
				}
			})
			synctest.Wait()
		}
		began := time.Now()
		for range 10 {
			if got, err := c.bulk(ctx, "ECHO", "x"); got != "x" || err != nil {
				t.Error(got, err)
			}
		}
		if took := time.Since(began); took != 0 || n.dialed() != 3 {
			t.Errorf("ten short calls took %v over %d connections", took, n.dialed())
		}
		late.Wait()
		c.Close()
		if _, err := c.Do(ctx, "PING"); !errors.Is(err, ErrClosed) {
			t.Errorf("got %v", err)
		}
	})
}

// answersLate is a script that does as echoes, but sends the last byte of the reply to LATE, or to
// another command behind that, after a minute.
func answersLate(conn net.Conn) {
	near, far := net.Pipe()
	go echoes(far)
	defer far.Close()
	go func() {
		defer conn.Close()
		io.Copy(conn, near)
	}()
	var b [4096]byte
	for {
		n, err := conn.Read(b[:])
		if err != nil {
			return
		}
		if bytes.Contains(b[:n], []byte("LATE")) {
			time.Sleep(time.Minute)
		}
		near.Write(b[:n])
	}
}

// C2: over several connections, too, each caller's commands reach the server in its order.
func TestC2SeveralConnectionsKeepEachCallersOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lengths := rapid.SliceOfN(rapid.IntRange(0, 10), 1, 6).Draw(t, "callers' commands")
		conns := rapid.IntRange(2, 4).Draw(t, "connections")
		rapid.SyncTest(t, func(t *rapid.T) {
			sent := make(chan string, 100)
			n := newNetwork()
			defer n.kill()
			defer n.Close()
			go func() {
				for {
					conn, err := n.Accept()
					if err != nil {
						return
					}
					go records(sent)(conn)
				}
			}()
			o := n.options()
			o.Conns = conns
			c := connect(t, o)
			defer c.Close()
			var callers sync.WaitGroup
			for id, length := range lengths {
				callers.Go(func() {
					for i := range length {
						if _, err := c.Do(t.Context(), "ECHO", fmt.Sprintf("%d %d", id, i)); err != nil {
							t.Error(err)
						}
					}
				})
			}
			callers.Wait()
			next := make([]int, len(lengths))
			for range len(sent) {
				id, i, _ := strings.Cut(<-sent, " ")
				caller, _ := strconv.Atoi(id)
				if i != fmt.Sprint(next[caller]) {
					t.Fatalf("the server got command %s of caller %s, want %d", i, id, next[caller])
				}
				next[caller]++
			}
			if !slices.Equal(next, lengths) {
				t.Fatalf("commands seen: %v of %v", next, lengths)
			}
		})
	})
}

// New doesn't need the server: its callers wait for it.
func TestNewWaitsForTheServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, _ := serve(t, new(server.Server))
		n.setDown(true)
		c, err := New("pipe:0", n.options())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		time.Sleep(time.Hour)
		if n.dialed() != 0 {
			t.Errorf("%d attempts to connect before there is a caller", n.dialed())
		}
		time.AfterFunc(time.Minute, func() { n.setDown(false) })
		if err := c.Set(t.Context(), "a", "1"); err != nil {
			t.Error(err)
		}
	})
	c, err := New("pipe:0", Options{})
	if err != nil {
		t.Fatal(err)
	}
	c.Close() // nobody has called
	for _, o := range []Options{{Protocol: 4}, {Conns: -1}} {
		if _, err := New("pipe:0", o); err == nil {
			t.Errorf("%+v: got no error", o)
		}
		if _, err := Dial(t.Context(), "pipe:0", o); err == nil {
			t.Errorf("%+v: got no error", o)
		}
	}
}

// The log tells of connections, and of nothing that is secret.
func TestLogTellsOfConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, _ := serve(t, &server.Server{Password: "secret"})
		var out lockedBuffer
		o := n.options()
		o.Password = "secret"
		o.Log = slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		}}))
		c := connect(t, o)
		s := subscribed(t, c, "news")
		n.setDown(true)
		n.kill()
		synctest.Wait()
		n.setDown(false)
		if err := c.Set(t.Context(), "a", "1"); err != nil {
			t.Fatal(err)
		}
		receives(t, s, "GAP")
		setPassword(t, n, "secret", "another")
		n.kill()
		c.Set(t.Context(), "a", "1")
		c.Close()
		got := out.String()
		for _, want := range []string{
			"level=INFO msg=connected addr=pipe:0\n",
			`level=WARN msg="connection lost" addr=pipe:0 reason="client: receiving: EOF"` + "\n",
			`level=WARN msg="subscriber's connection lost" addr=pipe:0 reason="client: receiving: EOF"` + "\n",
			`level=WARN msg="not connected" addr=pipe:0 reason="client: connecting: the network is down"` + "\n",
			`level=WARN msg="not connected" addr=pipe:0 reason="client: connecting to pipe:0: WRONGPASS `,
		} {
			if !strings.Contains(got, want) {
				t.Errorf("got\n%s\nwithout %s", got, want)
			}
		}
		if strings.Contains(got, "secret") {
			t.Errorf("the log tells the password:\n%s", got)
		}
	})
}

// A lockedBuffer is a bytes.Buffer for several goroutines.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// Scan yields each key, and ends when the loop does.
func TestScanYieldsAllKeys(t *testing.T) {
	c, _ := start(t)
	want := map[string]bool{}
	for i := range 1000 {
		key := fmt.Sprint("key", i)
		c.Set(t.Context(), key, "x")
		want[key] = true
	}
	c.Set(t.Context(), "other", "x")
	for _, o := range []ScanOptions{{Match: "key*"}, {Match: "key*", Count: 7, Type: "string"}, {}} {
		seen := map[string]bool{}
		for key, err := range c.Scan(t.Context(), o) {
			if err != nil {
				t.Fatal(err)
			}
			seen[key] = true
		}
		if o == (ScanOptions{}) && seen["other"] {
			delete(seen, "other")
		}
		if fmt.Sprint(seen) != fmt.Sprint(want) {
			t.Errorf("%+v: got %d keys", o, len(seen))
		}
	}
	for range c.Scan(t.Context(), ScanOptions{}) {
		break
	}
	for key, err := range c.Scan(t.Context(), ScanOptions{Type: "list"}) {
		t.Errorf("got %q, %v", key, err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for _, test := range []struct {
		ctx context.Context
		o   ScanOptions
	}{{ended, ScanOptions{}}, {t.Context(), ScanOptions{Count: -1}}} {
		n := 0
		for key, err := range c.Scan(test.ctx, test.o) {
			if n++; key != "" || err == nil || n > 1 {
				t.Errorf("got %q, %v", key, err)
			}
		}
		if n == 0 {
			t.Errorf("%+v: no error", test.o)
		}
	}
}

// A server that lies to SCAN is told apart.
func TestScanTellsLies(t *testing.T) {
	for _, reply := range []string{"+OK\r\n", "*0\r\n", "*2\r\n:0\r\n*0\r\n", "*2\r\n$1\r\n0\r\n$1\r\nx\r\n", "*2\r\n$1\r\n0\r\n*1\r\n:1\r\n"} {
		synctest.Test(t, func(t *testing.T) {
			c := connect(t, scripted(t, then(greets, answers(reply))))
			var errs []error
			for _, err := range c.Scan(t.Context(), ScanOptions{}) {
				errs = append(errs, err)
			}
			if len(errs) != 1 || !errors.Is(errs[0], ErrUnexpectedReply) {
				t.Errorf("%q: got %v", reply, errs)
			}
		})
	}
}

func TestArgsOfOtherTypes(t *testing.T) {
	got := Args("SET", []byte{0, 255}, 1, int64(-2), uint8(3), uint64(1<<63), 0.1, float32(0.1), 1e100)
	want := []string{"SET", "\x00\xff", "1", "-2", "3", "9223372036854775808", "0.1", "0.1", "1e+100"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, arg := range []any{nil, true, time.Second, []string{"a"}, error(nil)} {
		func() {
			defer func() {
				if text := fmt.Sprint(recover()); !strings.HasPrefix(text, "client: argument 1 is of type ") {
					t.Errorf("%v: got %s", arg, text)
				}
			}()
			Args("GET", arg)
		}()
	}
}

// Results of a pipeline are read without package resp.
func TestResultsAreRead(t *testing.T) {
	c, _ := start(t)
	var p Pipeline
	for _, args := range [][]string{{"SET", "a", "1"}, {"GET", "a"}, {"INCR", "a"}, {"MGET", "a", "b"}, {"GET", "b"}, {"NO"}} {
		p.Add(args...)
	}
	results, err := c.Run(t.Context(), &p)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{
		"OK <nil> | 0 client: unexpected kind of reply: the command got simple string | [] client: unexpected kind of reply: the command got simple string",
		"1 <nil> | 0 client: unexpected kind of reply: the command got bulk string | [] client: unexpected kind of reply: the command got bulk string",
		" client: unexpected kind of reply: the command got integer | 2 <nil> | [] client: unexpected kind of reply: the command got integer",
		" client: unexpected kind of reply: the command got array | 0 client: unexpected kind of reply: the command got array | [2 ] <nil>",
		" client: nil | 0 client: nil | [] client: nil",
		" ERR unknown command 'NO', with args beginning with:  | 0 ERR unknown command 'NO', with args beginning with:  | [] ERR unknown command 'NO', with args beginning with: ",
	} {
		text, err1 := results[i].Text()
		n, err2 := results[i].Int()
		texts, err3 := results[i].Texts()
		if got := fmt.Sprint(text, " ", err1, " | ", n, " ", err2, " | ", texts, " ", err3); got != want {
			t.Errorf("got\n%s, want\n%s", got, want)
		}
	}
}
