package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
)

// encryption is what the flags say of TLS.
type encryption struct {
	on               bool
	authorities      string // PEM file of whom to trust, instead of the system's
	certificate, key string // PEM files of the client's own
	name             string // the server's, if not the host of its address
	insecure         bool   // take any certificate
}

// config returns nil if there is to be no TLS.
func (e encryption) config() (*tls.Config, error) {
	if !e.on {
		if e != (encryption{}) {
			return nil, errors.New("--cacert, --cert, --key, --sni and --insecure need --tls")
		}
		return nil, nil
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: e.name, InsecureSkipVerify: e.insecure}
	if e.authorities != "" {
		pem, err := os.ReadFile(e.authorities)
		if err != nil {
			return nil, fmt.Errorf("--cacert: %w", err)
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("--cacert: %s has no certificate", e.authorities)
		}
	}
	if e.certificate+e.key != "" {
		own, err := tls.LoadX509KeyPair(e.certificate, e.key)
		if err != nil {
			return nil, fmt.Errorf("--cert and --key: %w", err)
		}
		config.Certificates = []tls.Certificate{own}
	}
	return config, nil
}
