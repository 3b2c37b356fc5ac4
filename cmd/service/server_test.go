package service

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestServer(t *testing.T) {
	w := newWorld(t, text)
	w.pass(0)
	w.pass(24 * time.Hour)
	clock := func() time.Time { return w.now }
	get := func(token, host, path, header string) (int, string) {
		t.Helper()
		r := httptest.NewRequest("GET", "http://"+host+path, nil)
		if header != "" {
			r.Header.Set("Authorization", header)
		}
		answer := httptest.NewRecorder()
		w.daemon.Handler(token, clock).ServeHTTP(answer, r)
		if csp := answer.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") {
			t.Errorf("%s may load things from elsewhere: %q", path, csp)
		}
		body, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		return answer.Code, string(body)
	}
	basic := httptest.NewRequest("GET", "/", nil)
	basic.SetBasicAuth("anyone", "secret")
	for _, c := range []struct {
		token, host, path, header string
		code                      int
		holds                     string
	}{
		{"", "127.0.0.1:8640", "/", "", http.StatusOK, "business day 3 of month"},
		{"", "[::1]:8640", "/", "", http.StatusOK, "when files change"},
		{"", "evil.example", "/", "", http.StatusForbidden, ""},
		{"", "evil.example", "/healthz", "", http.StatusOK, "ok"},
		{"", "localhost", "/readyz", "", http.StatusOK, "ready"},
		{"", "localhost", "/metrics", "", http.StatusOK, `kpibook_runs_total{job="daily",outcome="succeeded"} 1`},
		{"", "localhost", "/files/7/1/x.xlsx", "", http.StatusNotFound, ""},
		{"", "localhost", "/files/x/1/x.xlsx", "", http.StatusNotFound, ""},
		{"", "localhost", "/nothing", "", http.StatusNotFound, ""},
		{"secret", "kpis.example", "/", "", http.StatusUnauthorized, ""},
		{"secret", "kpis.example", "/metrics", "Bearer secre", http.StatusUnauthorized, ""},
		{"secret", "kpis.example", "/files/1/1/x.xlsx", "", http.StatusUnauthorized, ""},
		{"secret", "kpis.example", "/", "Bearer secret", http.StatusOK, "daily"},
		{"secret", "kpis.example", "/", basic.Header.Get("Authorization"), http.StatusOK, "daily"},
		{"secret", "kpis.example", "/readyz", "", http.StatusOK, "ready"},
	} {
		code, body := get(c.token, c.host, c.path, c.header)
		if code != c.code || !strings.Contains(body, c.holds) {
			t.Errorf("%s%s with token %q and %q: %d, %.300s", c.host, c.path, c.token, c.header, code, body)
		}
	}
	w.now = w.now.Add(time.Hour) // nobody has looked since
	if code, _ := get("", "localhost", "/readyz", ""); code != http.StatusServiceUnavailable {
		t.Errorf("stuck, and ready: %d", code)
	}
	for address, want := range map[string]bool{"127.0.0.1:1": true, "localhost:1": true, "[::1]:1": true, "0.0.0.0:1": false, ":1": false, "10.0.0.1:1": false, "x": false} {
		if Loopback(address) != want {
			t.Errorf("%s loopback: %v", address, !want)
		}
	}
}
