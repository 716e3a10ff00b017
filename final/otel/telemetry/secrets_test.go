package telemetry

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"mini-redis/final/server"
)

// said runs telemetry that sends a record, a span and metrics, until what it has is
// sent, or some time has passed, and returns all that it logs and its errors.
func said(t *testing.T) string {
	t.Helper()
	log := new(lockedBuffer)
	s := &server.Server{Logger: slog.New(slog.NewTextHandler(log, nil))}
	sent, err := Start(t.Context(), s)
	if err != nil {
		return fmt.Sprintf("%s%v", log, err)
	}
	s.Logger.Info("hello")
	conn := server.Connection{RemoteAddr: new(net.TCPAddr)}
	s.Observer.EndConnection(s.Observer.BeginConnection(t.Context(), conn), conn, server.ConnectionEnd{})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	err = sent.Shutdown(ctx)
	return fmt.Sprintf("%s%v", log, err)
}

// discloses fails the test if any of the secret, which has "secret" in each part, is in
// the text, URL-encoded or not.
func discloses(t *testing.T, text string) {
	t.Helper()
	decoded, err := url.PathUnescape(text)
	for _, form := range []string{text, decoded} {
		if strings.Contains(strings.ToLower(form), "sec") || strings.Contains(form, "%zz") || strings.Contains(form, "%53") {
			t.Errorf("%v: the secret is in\n%s", err, text)
		}
	}
}

// Credentials of the collector are in no text, however wrong the variable is that has
// them. That something is wrong is told.
func TestNoVariableHasItsSecretsLogged(t *testing.T) {
	headers := []string{
		"api-key: sk-SECRET123", "api-key:sk-SECRET123", "api-key sk-SECRET123", "sk-SECRET123", "api-key=sk-SECRET%zz", "api-key=SEC%zzRET",
		"api-key=%zzsk-SECRET", "a=b, api-key: sk-SECRET1, c: SECRET2", "Api Key=sk-SECRET123", "=sk-SECRET123", "Authorization: Bearer SECRET==",
		"api-key=sk-SECRET%zz, more=%53ECRET%", "\"api-key\": \"SECRET\"", "api-key: \"SECRET\\1\"", "api-key: sk-%53ECRET",
	}
	endpoints := []string{
		"http://user:SECRET PW@127.0.0.1:1", "http://user:SEC/RET@127.0.0.1:1", "http://user:SECRET%zz@127.0.0.1:1", "http://user:SEC RET#SECRET@127.0.0.1:1",
		"http://user:SEC[RET@127.0.0.1:1", "user:SECRET@127.0.0.1:1", "http://SECRET token@127.0.0.1:1", "http:// 127.0.0.1:1/SECRET", "http://127.0.0.1:SECRET", "127.0.0.1:1:SECRET",
		"http://127.0.0.1:1/%zz?key=SECRET", "http://127.0.0.1:1/api/sk-SECRET%", "http://user:SECRET\x7f@127.0.0.1:1", "://SECRET",
	}
	for _, signal := range []string{"", "TRACES_", "METRICS_", "LOGS_"} {
		for suffix, values := range map[string][]string{"HEADERS": headers, "ENDPOINT": endpoints} {
			name := "OTEL_EXPORTER_OTLP_" + signal + suffix
			for _, value := range values {
				t.Run(fmt.Sprintf("%s=%q", name, value), func(t *testing.T) {
					t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
					t.Setenv(name, value)
					text := said(t)
					discloses(t, strings.ReplaceAll(text, name, ""))
				})
			}
		}
	}
}

// A variable that is not understood is named, and so is what is wrong, as far as it
// can be told.
func TestVariablesThatAreNotUnderstoodAreNamed(t *testing.T) {
	collect(t)
	t.Setenv("OTEL_EXPORTER_OTLP_HEADERS", "api-key: sk-SECRET123")
	text := said(t)
	require.Contains(t, text, `msg="telemetry: parse headers"`+"\n")
	require.Contains(t, text, `msg="telemetry: error at the start" err="invalid OTEL_EXPORTER_OTLP_HEADERS value [hidden]"`+"\n")
}

// Some values have a secret though nothing is wrong with them, and a collector may
// repeat it, in a form of its own.
func TestSecretsThatTheCollectorRepeatsAreNotLogged(t *testing.T) {
	c := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent := r.Header.Get("Authorization")
		w.WriteHeader(http.StatusUnauthorized)
		_, token, _ := strings.Cut(sent, " ")
		fmt.Fprintf(w, "%s, %q, %s, %s, %s of %s", sent, sent, token, url.PathEscape(sent), url.QueryEscape(token), r.URL)
	}))
	defer c.Close()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", strings.Replace(c.URL, "//", "//user:word@", 1)+"/path")
	t.Setenv("OTEL_EXPORTER_OTLP_HEADERS", "a=b,authorization=Bearer%20sk-SECRET/1%2B%22%33")
	text := said(t)
	require.Contains(t, text, "401 Unauthorized")
	require.Contains(t, text, strings.TrimPrefix(c.URL, "http://"))
	discloses(t, text)
}

func TestPrivateKeyInPlaceOfItsFileIsNotLogged(t *testing.T) {
	collect(t)
	t.Setenv("OTEL_EXPORTER_OTLP_CERTIFICATE", "/no/such/file")
	t.Setenv("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", "secrets_test.go")
	t.Setenv("OTEL_EXPORTER_OTLP_CLIENT_KEY", "-----BEGIN PRIVATE KEY-----\nSECRET\n")
	text := said(t)
	require.Contains(t, text, "/no/such/file")
	require.Contains(t, text, `failed to load TLS`)
	discloses(t, strings.ReplaceAll(text, "secrets_test.go", ""))
}

// What is not secret stays: without it nobody finds out what is wrong.
func TestAddressesAreTold(t *testing.T) {
	addr := refusing(t)
	for _, endpoint := range []string{"http://" + addr, "http://" + addr + "/otlp", "http://user:word@" + addr} {
		t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)
		t.Setenv("OTEL_EXPORTER_OTLP_HEADERS", "a=1,b=,c")
		text := said(t)
		require.Contains(t, text, `Post "http://`+addr)
		require.Contains(t, text, "refused")
	}
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "127.0.0.1:4318")
	require.Equal(t, "dial tcp 127.0.0.1:4318: refused", hide("dial tcp 127.0.0.1:4318: refused"))
}

// Each kind of variable by itself, with a text that has its secret in another form.
func TestPartsOfValuesAreHidden(t *testing.T) {
	for _, tt := range []struct{ name, value, text, want string }{
		{"OTEL_EXPORTER_OTLP_HEADERS", "a=Bearer%20SECRET", "401 for SECRET", "401 for [hidden]"},
		{"OTEL_EXPORTER_OTLP_HEADERS", "a=\"SECRET\"", "401 for SECRET", "401 for [hidden]"},
		{"OTEL_EXPORTER_OTLP_LOGS_HEADERS", "a=prod,b=prod-SECRET", "401 for prod-SECRET", "401 for [hidden]"},
		{"OTEL_EXPORTER_OTLP_TRACES_HEADERS", "a=1,b=%20%31%20,c", "1 a b c", "1 a b c"},
		{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://host/api/SECRET", `Post "http://host/api/SECRET/v1/logs": EOF`, `Post "http://host[hidden]/v1/logs": EOF`},
		{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://host/x/../SECRET/", `Post "http://host/SECRET/v1/logs": EOF`, `Post "http://host[hidden]/v1/logs": EOF`},
		{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://host/a b/SECRET", `Post "http://host/a%20b/SECRET/v1/logs": EOF`, `Post "http://host[hidden]/v1/logs": EOF`},
		{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://name:12345/SECRET@host", `Post "http://name:12345/v1/logs": lookup name`, `Post "http://[hidden]:[hidden]/v1/logs": lookup [hidden]`},
		{"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://name:word@host:1", `Post "http://host:1/v1/metrics": EOF`, `Post "http://host:1/v1/metrics": EOF`},
		{"HTTPS_PROXY", "http://u:SEC RET@host", `invalid proxy address "http://u:SEC RET@host": parse`, `invalid proxy address "[hidden]`},
		{"http_proxy", "http://u:SECRET@host", "proxy of SECRET", "proxy of [hidden]"},
		{"OTEL_EXPORTER_OTLP_CLIENT_KEY", "/etc/key.pem", "open /etc/key.pem: EOF", "open /etc/key.pem: EOF"},
		{"OTEL_SERVICE_NAME", "cache", "cache", "cache"},
	} {
		t.Run(tt.name+"="+tt.value, func(t *testing.T) {
			t.Setenv(tt.name, tt.value)
			require.Equal(t, tt.want, hide(tt.text))
		})
	}
}

// Whatever a header's value is, it is not in what hide leaves of a text with it, and the
// text in front of it is there.
func TestHiddenValuesAreGone(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		secret := rapid.StringMatching(`[A-Z0-9%+/=:" ]{0,8}[A-Z0-9]{12,20}`).Draw(rt, "secret")
		separator := rapid.SampledFrom([]string{"=", ":", " = ", ": ", ""}).Draw(rt, "separator")
		before := rapid.StringMatching(`[a-z ]{0,20}`).Draw(rt, "before")
		t.Setenv("OTEL_EXPORTER_OTLP_LOGS_HEADERS", "q=r,key"+separator+secret)
		quoted := secret
		if separator == "" { // then nothing tells where the secret begins
			quoted = "key" + secret
		}
		written := rapid.SampledFrom([]string{quoted, url.PathEscape(quoted), url.QueryEscape(quoted), fmt.Sprintf("%q", quoted)}).Draw(rt, "written")
		got := hide(before + "<" + written + ">")
		if strings.Contains(got, secret[len(secret)-12:]) || !strings.HasPrefix(got, before+"<") {
			rt.Fatalf("of %q with %q is left %q", before+"<"+written+">", secret, got)
		}
	})
}

func TestErrorsWithoutSecretsAreStillThemselves(t *testing.T) {
	require.NoError(t, withoutSecrets(nil))
	err := withoutSecrets(fmt.Errorf("reading: %w", io.EOF))
	require.True(t, errors.Is(err, io.EOF))
	require.EqualError(t, err, "reading: EOF")
}
