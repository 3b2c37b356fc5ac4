package service

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"io/fs"
	"net"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"kpibook/pipeline/ledger"
)

// Loopback tells whether only this machine can reach an address such as 127.0.0.1:8080.
func Loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Handler serves the page, the published files, the metrics and the probes. With a token, everything but the probes asks for it, as a
// bearer token or as the password of a browser's question. Without one, only requests for this machine are answered, so that a
// page from elsewhere cannot have its name lead here.
func (d *Daemon) Handler(token string, clock func() time.Time) http.Handler {
	behind := http.NewServeMux()
	behind.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { d.servePage(w, r, clock()) })
	behind.HandleFunc("GET /files/{run}/{number}/{name}", d.serveFile)
	behind.Handle("GET /metrics", d.count.handler())
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) { w.Write([]byte("ok\n")) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) { d.serveReady(w, r, clock()) })
	mux.Handle("/", behind)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		head := w.Header()
		head.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		head.Set("X-Content-Type-Options", "nosniff")
		head.Set("Referrer-Policy", "no-referrer")
		head.Set("Cache-Control", "no-store")
		probe := r.URL.Path == "/healthz" || r.URL.Path == "/readyz"
		switch {
		case token == "" && !probe && !Loopback(net.JoinHostPort(hostOf(r.Host), "0")):
			http.Error(w, "not for this name", http.StatusForbidden)
		case token != "" && !probe && !authorised(r, token):
			head.Set("WWW-Authenticate", `Basic realm="kpibook", charset="UTF-8"`)
			http.Error(w, "a token is needed", http.StatusUnauthorized)
		default:
			mux.ServeHTTP(w, r)
		}
	})
}

// hostOf is the name of a Host header without its port.
func hostOf(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return strings.Trim(host, "[]")
}

// authorised compares in a time that tells nothing of the token.
func authorised(r *http.Request, token string) bool {
	given, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !bearer {
		_, given, _ = r.BasicAuth()
	}
	a, b := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(token))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

// stale is after how long without a look at the clock the service counts as stuck.
const stale = 5 * time.Minute

// serveReady answers whether the service watches its schedules and the ledger can be read.
func (d *Daemon) serveReady(w http.ResponseWriter, r *http.Request, now time.Time) {
	d.mu.Lock()
	looked, file := d.lookedAt, d.file
	d.mu.Unlock()
	_, err := d.ledger.Runs(r.Context(), d.ledger.Name(file.Path), 1)
	if err != nil || now.Sub(looked) > stale {
		http.Error(w, "not ready", http.StatusServiceUnavailable)
		return
	}
	w.Write([]byte("ready\n"))
}

// serveFile sends a published file as it was published, whatever its visible name has become.
func (d *Daemon) serveFile(w http.ResponseWriter, r *http.Request) {
	id, _ := strconv.ParseInt(r.PathValue("run"), 10, 64) // 0 is no run
	run, err := d.ledger.Run(r.Context(), id)
	var missing *ledger.NoRun
	switch {
	case errors.As(err, &missing):
		http.NotFound(w, r)
		return
	case err != nil:
		d.unserved(w, err)
		return
	}
	for _, o := range run.Outputs {
		if strconv.Itoa(o.Number) != r.PathValue("number") {
			continue
		}
		var content bytes.Buffer
		switch err := d.ledger.Get(o.SHA256, &content); {
		case errors.Is(err, fs.ErrNotExist):
			http.NotFound(w, r)
		case err != nil:
			d.unserved(w, err)
		default:
			w.Header().Set("Content-Type", "application/octet-stream")
			w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+escaped(path.Base(o.Path)))
			w.Write(content.Bytes())
		}
		return
	}
	http.NotFound(w, r)
}

func (d *Daemon) unserved(w http.ResponseWriter, err error) {
	d.log.Error("the ledger cannot be read", "error", err.Error())
	http.Error(w, "the ledger cannot be read; the log says why", http.StatusInternalServerError)
}
