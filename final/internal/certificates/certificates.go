// Package certificates reads the files of a server that speaks TLS.
package certificates

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
)

// Load reads files in PEM, and returns a configuration for servers: a certificate and its
// key and, unless caFile is empty, the certificates of those who may have signed those of
// clients. clients says whether these have to have one.
func Load(certFile, keyFile, caFile string, clients tls.ClientAuthType) (*tls.Config, error) {
	certificate, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		return nil, fmt.Errorf("the TLS certificate and its key: %w", err)
	}
	config := &tls.Config{
		MinVersion:   tls.VersionTLS12,
		Certificates: []tls.Certificate{certificate},
		ClientAuth:   clients,
		ClientCAs:    x509.NewCertPool(), // nil would be the authorities that the system trusts
	}
	if caFile == "" {
		if clients != tls.NoClientCert {
			return nil, errors.New("the TLS authorities: there are none to check the certificates of clients by")
		}
		return config, nil
	}
	pem, err := os.ReadFile(caFile)
	if err != nil {
		return nil, fmt.Errorf("the TLS authorities: %w", err)
	}
	if !config.ClientCAs.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("the TLS authorities: %s has no certificate", caFile)
	}
	return config, nil
}
