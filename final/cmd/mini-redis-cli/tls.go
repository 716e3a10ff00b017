package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
)

// encryption is what the flags say about TLS.
type encryption struct {
	on                        bool
	caFile, certFile, keyFile string // PEM
	serverName                string // "" for the host connected to
	insecure                  bool   // accept any certificate
}

// config reads the files and returns what crypto/tls needs for a connection to
// host. Unlike redis-cli it verifies that the certificate is host's.
func (e encryption) config(host string) (*tls.Config, error) {
	config := &tls.Config{ServerName: host, InsecureSkipVerify: e.insecure}
	if e.serverName != "" {
		config.ServerName = e.serverName
	}
	if e.caFile != "" {
		pem, err := os.ReadFile(e.caFile)
		if err != nil {
			return nil, fmt.Errorf("--cacert: %w", err)
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(pem) {
			return nil, errors.New("--cacert: no certificate in " + e.caFile)
		}
	}
	if e.certFile != "" {
		pair, err := tls.LoadX509KeyPair(e.certFile, e.keyFile)
		if err != nil {
			return nil, fmt.Errorf("--cert: %w", err)
		}
		config.Certificates = []tls.Certificate{pair}
	}
	return config, nil
}
