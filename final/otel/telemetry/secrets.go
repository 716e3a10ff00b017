package telemetry

import (
	"cmp"
	"net/url"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
)

const (
	// hidden stands for what may be a secret.
	hidden = "[hidden]"
	// shortest is the length in bytes of the shortest part of a value that is hidden. A
	// shorter one is no secret, and without it no text could be read.
	shortest = 4
)

// withoutSecrets returns an error that says what err says, but for the credentials of
// the collector. It wraps err. It is nil if err is.
func withoutSecrets(err error) error {
	if err == nil {
		return nil
	}
	return censored{err, hide(err.Error())}
}

type censored struct {
	error
	text string
}

func (c censored) Error() string { return c.text }
func (c censored) Unwrap() error { return c.error }

// hide returns text without what the environment holds of credentials: headers, private
// keys, and what an endpoint or a proxy has besides scheme, host and port. The SDK quotes
// values that it does not understand, and the answers of a collector.
func hide(text string) string {
	var parts []string
	for _, variable := range os.Environ() {
		name, value, _ := strings.Cut(variable, "=")
		whole, some := secretsIn(strings.ToUpper(name), value)
		// What is behind a value that is not understood says why, and quotes some of it.
		for _, form := range forms(whole) {
			if before, _, found := strings.Cut(text, form); found {
				text = before + hidden
			}
		}
		for _, part := range some {
			parts = append(parts, forms(part)...)
		}
	}
	// The longest first: it may have others in it.
	slices.SortFunc(parts, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	for _, part := range parts {
		text = strings.ReplaceAll(text, part, hidden)
	}
	return text
}

// secretsIn returns the value of a variable if all of it is secret, and what is secret
// of it when it is not quoted as a whole.
func secretsIn(name, value string) (whole string, parts []string) {
	otlp := strings.HasPrefix(name, "OTEL_EXPORTER_OTLP_")
	switch {
	case otlp && strings.HasSuffix(name, "HEADERS"):
		for header := range strings.SplitSeq(value, ",") {
			parts = append(parts, strings.TrimSpace(header))
			for _, separator := range []string{"=", ":"} {
				_, credentials, _ := strings.Cut(header, separator)
				parts = append(parts, strings.TrimSpace(credentials))
				if decoded, err := url.PathUnescape(credentials); err == nil {
					credentials = decoded
				}
				for word := range strings.FieldsSeq(credentials) { // Bearer TOKEN
					parts = append(parts, strings.Trim(word, `"'`))
				}
			}
		}
		return value, parts
	case otlp && strings.HasSuffix(name, "_KEY") && strings.Contains(value, "PRIVATE KEY"): // in place of its file
		return value, nil
	case otlp && strings.HasSuffix(name, "ENDPOINT") || name == "HTTP_PROXY" || name == "HTTPS_PROXY":
		return secretsInURL(value)
	}
	return "", nil
}

// secretsInURL is secretsIn for the value of a variable that is to be a URL.
func secretsInURL(value string) (whole string, parts []string) {
	if _, _, found := strings.Cut(value, "://"); !found { // HOST:PORT, which is no secret
		value = "//" + value
	}
	u, err := url.Parse(strings.TrimSpace(value))
	if err != nil || strings.ContainsAny(value, "@?#") {
		// It need not be understood as it was meant: with a slash in it, a password is the
		// port, and the path.
		_, rest, _ := strings.Cut(value, "//")
		user := rest[:max(0, strings.LastIndex(rest, "@"))]
		parts = strings.FieldsFunc(user, func(r rune) bool { return strings.ContainsRune(":/@?# ", r) })
		whole = strings.TrimPrefix(value, "//")
	}
	if err == nil && len(u.Path) > 1 {
		parts = append(parts, u.Path, path.Clean(u.EscapedPath()))
	}
	return whole, parts
}

// forms returns the ways in which a value may be written in a text, but for those that
// are too short to be a secret.
func forms(value string) []string {
	trimmed := strings.TrimSpace(value)
	all := []string{value, trimmed, url.PathEscape(trimmed), url.QueryEscape(trimmed)}
	for _, unescape := range []func(string) (string, error){url.PathUnescape, url.QueryUnescape} {
		if decoded, err := unescape(trimmed); err == nil {
			all = append(all, decoded, url.PathEscape(decoded), url.QueryEscape(decoded))
		}
	}
	for _, form := range all {
		quoted := strconv.Quote(form)
		all = append(all, quoted[1:len(quoted)-1])
	}
	return slices.DeleteFunc(all, func(form string) bool { return len(strings.TrimSpace(form)) < shortest })
}
