//go:build unix

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"image/png"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// served is a kpibook serve at work on the small company, whose job is made when files change.
type served struct {
	folder, address string
	process         *exec.Cmd
	lines           chan map[string]any // of its log
	said            strings.Builder
}

// serveCompany builds the program, marks every file as complete and starts the service.
func serveCompany(t *testing.T, jobs string) *served {
	t.Helper()
	s := &served{folder: t.TempDir(), lines: make(chan map[string]any, 1000)}
	program := filepath.Join(t.TempDir(), "kpibook")
	if said, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	if err := os.CopyFS(s.folder, os.DirFS("../../fixtures/scripts/company")); err != nil {
		t.Fatal(err)
	}
	s.writeJobs(t, jobs)
	for _, name := range []string{"accounts", "subscriptions", "fx_rates", "usage"} {
		if err := os.WriteFile(filepath.Join(s.folder, name+".csv.done"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.address = free.Addr().String()
	free.Close()
	s.process = exec.Command(program, "serve", "--config", filepath.Join(s.folder, "kpibook.yaml"), "--listen", s.address)
	log, err := s.process.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.process.Process.Kill() })
	go func() {
		defer close(s.lines)
		for scan := bufio.NewScanner(log); scan.Scan(); {
			line := map[string]any{}
			if json.Unmarshal(scan.Bytes(), &line) != nil {
				line["msg"] = "not JSON: " + scan.Text()
			}
			s.lines <- line
		}
	}()
	return s
}

func (s *served) writeJobs(t *testing.T, jobs string) {
	t.Helper()
	path := filepath.Join(s.folder, "kpibook.yaml")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(string(text), "jobs:")
	if err := os.WriteFile(path, []byte(head+"jobs:\n"+jobs), 0o600); err != nil {
		t.Fatal(err)
	}
}

// wait reads the log up to a message.
func (s *served) wait(t *testing.T, message string) map[string]any {
	t.Helper()
	late := time.After(2 * time.Minute)
	for {
		select {
		case line, ok := <-s.lines:
			fmt.Fprintln(&s.said, line)
			if !ok {
				t.Fatalf("the service ended before it said %q:\n%s", message, s.said.String())
			}
			if line["msg"] == message {
				return line
			}
		case <-late:
			t.Fatalf("the service did not say %q:\n%s", message, s.said.String())
		}
	}
}

func (s *served) get(t *testing.T, path string) string {
	t.Helper()
	answer, err := http.Get("http://" + s.address + path)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d, %v", path, answer.StatusCode, err)
	}
	return string(body)
}

// The service makes a report when files have come, shows it, reads its job file again only when that is sound, and ends when told.
func TestMustShow_ServeWatchReloadStop(t *testing.T) {
	const jobs = "  - {name: monthly, report: finance, watch: true, schedule: last business day of month at 06:00, output: 'reports/{period}.xlsx'}\n"
	s := serveCompany(t, jobs)
	ended := s.wait(t, "run ended")
	if ended["run"] != 1.0 || ended["outcome"] != "published" {
		t.Errorf("the log says %v", ended)
	}
	page := s.get(t, "/")
	for _, holds := range []string{"Tern &amp; Co", "last business day of month at 06:00", "polyline", "published"} {
		if !strings.Contains(page, holds) {
			t.Errorf("the page does not hold %q:\n%s", holds, page)
		}
	}
	link := regexp.MustCompile(`/files/[^"]+\.xlsx`).FindString(page)
	if published := s.get(t, link); !strings.HasPrefix(published, "PK\x03\x04") {
		t.Errorf("%s is no workbook: %.20q", link, published)
	}
	if metrics := s.get(t, "/metrics"); !strings.Contains(metrics, `kpibook_runs_total{job="monthly",outcome="succeeded"} 1`) {
		t.Errorf("metrics:\n%s", metrics)
	}
	if ready := s.get(t, "/readyz"); ready != "ready\n" {
		t.Errorf("readyz says %q", ready)
	}
	looksAt(t, "http://"+s.address+"/", page)

	hangUp := func() {
		t.Helper()
		if err := s.process.Process.Signal(syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
	}
	s.writeJobs(t, strings.Replace(jobs, "last business day", "lst day", 1))
	hangUp()
	s.wait(t, "the job file is faulty; the one before stays in force")
	s.writeJobs(t, strings.Replace(jobs, "last business day of month at 06:00", "30 7 1 * *", 1))
	hangUp()
	s.wait(t, "job file read again")
	if watching := s.wait(t, "watching a schedule from now on"); watching["schedule"] != "30 7 1 * *" {
		t.Errorf("it watches %v", watching)
	}
	if err := s.process.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	s.wait(t, "stopped")
	if err := s.process.Wait(); err != nil {
		t.Errorf("told to stop, it ends with %v", err)
	}
	for _, customer := range []string{"Alder", "Birch", "Cedar", "Dogwood"} {
		if strings.Contains(s.said.String(), customer) {
			t.Errorf("the log names a customer, %s:\n%s", customer, s.said.String())
		}
	}
}

// looksAt opens the page in a browser, at the width of a desk and of a phone, where it draws something, and checks that it loads nothing
// from elsewhere.
func looksAt(t *testing.T, address, page string) {
	t.Helper()
	if found := regexp.MustCompile(`<script|src=|@import|url\(|href="[^/]`).FindString(page); found != "" {
		t.Errorf("the page loads or runs something: %s", found)
	}
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("KPIBOOK_CI") == "1" {
			t.Fatal(err)
		}
		t.Log("chromium is not installed: the page was not looked at")
		return
	}
	for _, width := range []int{1280, 390} {
		picture := filepath.Join(t.TempDir(), "page.png")
		ctx, stop := context.WithTimeout(context.Background(), 90*time.Second)
		defer stop()
		said, err := exec.CommandContext(ctx, chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
			"--user-data-dir="+t.TempDir(), fmt.Sprintf("--window-size=%d,1000", width), "--screenshot="+picture, address).CombinedOutput()
		if err != nil {
			t.Fatalf("chromium: %v\n%s", err, said)
		}
		file, err := os.Open(picture)
		if err != nil {
			t.Fatalf("no picture: %v\n%s", err, said)
		}
		defer file.Close()
		drawn, err := png.Decode(file)
		if err != nil {
			t.Fatal(err)
		}
		colours := map[string]bool{}
		for y := range drawn.Bounds().Dy() {
			for x := range drawn.Bounds().Dx() {
				r, g, b, _ := drawn.At(x, y).RGBA()
				colours[fmt.Sprint(r>>12, g>>12, b>>12)] = true
			}
		}
		if drawn.Bounds().Dx() != width || len(colours) < 20 {
			t.Errorf("at %d the picture is %v with %d colours: nothing is drawn", width, drawn.Bounds(), len(colours))
		}
	}
}
