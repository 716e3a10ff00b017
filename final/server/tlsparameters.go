package server

import (
	"context"
	"crypto/tls"
	"mini-redis/final/config"
	"net"
)

// TLSParameters are the parameters of TLS that CONFIG SET can change. What is in the
// files is up to Server.LoadTLS.
type TLSParameters struct {
	CertFile string // the server's certificate (Redis: tls-cert-file)
	KeyFile  string // its private key (Redis: tls-key-file)
	CAFile   string // who may sign the certificates of clients (Redis: tls-ca-cert-file)

	// AuthClients is whether clients have to show a certificate (Redis:
	// tls-auth-clients): NoClientCert is no, VerifyClientCertIfGiven is optional, and
	// RequireAndVerifyClientCert is yes.
	AuthClients tls.ClientAuthType
}

// TLSListener returns a listener for the connections of l, which are encrypted as
// TLSConfig says or, once CONFIG SET has changed TLS parameters, as these say. A change
// holds for handshakes to come.
func (s *Server) TLSListener(l net.Listener) net.Listener {
	return tls.NewListener(l, &tls.Config{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
		s.init.Do(s.initialize)
		return s.settings.Load().tlsConfig, nil
	}})
}

// tlsParameters are those about TLS.
func (s *Server) tlsParameters() []parameter {
	all := []parameter{
		tlsFile("tls-cert-file", func(p *TLSParameters) *string { return &p.CertFile }),
		tlsFile("tls-key-file", func(p *TLSParameters) *string { return &p.KeyFile }),
		tlsFile("tls-ca-cert-file", func(p *TLSParameters) *string { return &p.CAFile }),
		{name: "tls-auth-clients",
			get: func(s *Server) string { return config.AuthName(s.settings.Load().tls.AuthClients) },
			set: func(set *settings, value string) (problem string) {
				set.tls.AuthClients, problem = config.ParseAuth(value)
				if set.tlsConfig != nil { // else it is about to be loaded
					set.tlsConfig = set.tlsConfig.Clone()
					set.tlsConfig.ClientAuth = set.tls.AuthClients
				}
				return problem
			}},
	}
	if s.LoadTLS == nil {
		for i := range all {
			all[i].set = nil
		}
	}
	return all
}

// tlsFile returns a parameter that names a file. To set it, even to the name that it
// has, is to read the files.
func tlsFile(name string, file func(*TLSParameters) *string) parameter {
	return parameter{name: name,
		get: func(s *Server) string { return *file(&s.settings.Load().tls) },
		set: func(set *settings, value string) string {
			*file(&set.tls) = config.UntilNUL(value)
			set.tlsConfig = nil
			return ""
		},
		apply: func(s *Server, set *settings) string {
			if set.tlsConfig != nil {
				return "" // they have been read for another one
			}
			config, err := s.LoadTLS(set.tls)
			if err != nil {
				s.warn(context.Background(), "CONFIG SET failed: TLS stays as it was", "err", err)
				return "Unable to update TLS configuration. Check server logs."
			}
			set.tlsConfig = config
			return ""
		}}
}
