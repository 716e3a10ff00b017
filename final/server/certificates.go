package server

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
)

// loadTLS reads the files of p, which are in PEM, and returns a configuration for
// servers.
func loadTLS(p TLSParameters) (*tls.Config, error) {
	certificate, err := tls.LoadX509KeyPair(p.CertFile, p.KeyFile)
	if err != nil {
		return nil, fmt.Errorf("the TLS certificate and its key: %w", err)
	}
	config := &tls.Config{
		MinVersion:   tls.VersionTLS12,
		Certificates: []tls.Certificate{certificate},
		ClientAuth:   p.AuthClients,
		ClientCAs:    x509.NewCertPool(), // nil would be the authorities that the system trusts
	}
	if p.CAFile == "" {
		if p.AuthClients != tls.NoClientCert {
			return nil, errors.New("the TLS authorities: there are none to check the certificates of clients by")
		}
		return config, nil
	}
	pem, err := os.ReadFile(p.CAFile)
	if err != nil {
		return nil, fmt.Errorf("the TLS authorities: %w", err)
	}
	if !config.ClientCAs.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("the TLS authorities: %s has no certificate", p.CAFile)
	}
	return config, nil
}
