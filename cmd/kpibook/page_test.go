//go:build unix

package main

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kpibook/cmd/service"
	"kpibook/pipeline"
	"kpibook/pipeline/job"
)

const pageJobs = `delivery:
  webhooks: [{name: chat, url: {env: KPIBOOK_TEST_HOOK}}]
jobs:
  - {name: monthly, report: finance, output: "reports/{period}.xlsx", dimensions: [segment], schedule: business day 3 of month at 06:00, seal: published, deliver: {webhooks: [chat]}}
  - {name: reviews-of-all-customers-by-quarter, report: qbr, output: "reviews/{period}", watch: true}
  - {name: figures, report: tidy, output: "figures/{period}", formats: [csv, jsonl, parquet]}
`

// eventful is the status page of a small company with a sealed month that its data contradicts, a run that failed, a folder of many
// files and a message that nobody took.
func eventful(t *testing.T) *httptest.Server {
	t.Helper()
	config := smallCompany(t)
	t.Setenv("KPIBOOK_TEST_HOOK", "http://127.0.0.1:1/nobody-listens")
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(string(text), "jobs:")
	if err := os.WriteFile(config, []byte(head+pageJobs), 0o600); err != nil {
		t.Fatal(err)
	}
	rows := filepath.Join(filepath.Dir(config), "subscriptions.csv")
	use, err := os.ReadFile(filepath.Join(filepath.Dir(config), "usage.csv"))
	if err == nil { // of somebody who is no customer, which is a finding
		err = os.WriteFile(filepath.Join(filepath.Dir(config), "usage.csv"), append(use, "A-9,u-9,2026-03-05,reports,1\n"...), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	run(t, "run", "--quiet", "--config", config)
	change := func(from, to string, want code) {
		t.Helper()
		text, err := os.ReadFile(rows)
		if err == nil {
			err = os.WriteFile(rows, bytes.Replace(text, []byte(from), []byte(to), 1), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		var said strings.Builder
		if got := execute([]string{"run", "--quiet", "--config", config}, &said, &said); got != want {
			t.Fatalf("code %d, want %d:\n%s", got, want, said.String())
		}
	}
	change("amount", "sum_of_it", inputRefused)
	change("sum_of_it", "amount", done)
	change("120.00", "130.00", done)
	file, err := job.Load(config, pipeline.Schema())
	if err != nil {
		t.Fatal(err)
	}
	daemon := service.New(file, ledgerOf(t, config), nil, slog.New(slog.DiscardHandler))
	if err := daemon.Look(context.Background(), time.Now()); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(daemon.Handler("", time.Now))
	t.Cleanup(server.Close)
	return server
}

// The status page in a real browser: at the width of a desk, of a tablet and of a phone, light and dark, nothing is cut off or has to be
// scrolled sideways, every text stands out from its ground, and nothing is loaded from elsewhere. With the keyboard alone every link and
// every control is reached in the order of the page, can be seen to be, and works.
func TestMustShow_StatusPageInBrowser(t *testing.T) {
	server := eventful(t)
	b := openBrowser(t)
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int{1280, 768, 375, 320} {
			b.open(server.URL+"/", width, scheme)
			at := fmt.Sprintf("%s at %d", scheme, width)
			var cut []string
			if b.eval(`[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1 || e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0 && getComputedStyle(e).display != "inline").map(e => e.outerHTML.slice(0, 80)).concat(document.documentElement.scrollWidth > innerWidth ? ["the page"] : [])`, &cut); len(cut) > 0 {
				t.Errorf("%s is wider than the screen: %q", at, cut)
			}
			var faint []string
			if b.eval(contrast, &faint); len(faint) > 0 {
				t.Errorf("%s is hard to read: %q", at, faint)
			}
			drawn, err := png.Decode(bytes.NewReader(b.picture()))
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
			if drawn.Bounds().Dy() < 900 || len(colours) < 20 {
				t.Errorf("%s: the picture is %v with %d colours: nothing is drawn", at, drawn.Bounds(), len(colours))
			}
			keep(t, strings.ReplaceAll(at, " ", "-")+".png", b)
		}
	}
	for _, address := range b.asked {
		if !strings.HasPrefix(address, server.URL+"/") && address != "about:blank" {
			t.Errorf("the page asks for %s", address)
		}
	}
	var scripts int
	if b.eval(`document.scripts.length + document.querySelectorAll("[onclick],[onload],iframe,object,embed").length`, &scripts); scripts > 0 {
		t.Errorf("the page runs %d things", scripts)
	}
	b.open(server.URL+"/", 375, "light")
	holds(t, b)
	keyboard(t, b)
	links(t, b, server.URL)
}

// contrast lists texts that stand out from their ground by less than 4.5 to 1, which is what WCAG asks for.
const contrast = `(() => {
	const light = c => { const v = c.match(/[0-9.]+/g).map(Number).slice(0, 3).map(x => (x /= 255) <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4); return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2] };
	const ground = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (!/, 0\)|transparent/.test(c)) return c } return "rgb(255, 255, 255)" };
	return [...document.querySelectorAll("body *")].filter(e => [...e.childNodes].some(n => n.nodeType == 3 && n.data.trim())).filter(e => {
		const a = light(getComputedStyle(e).color), b = light(ground(e));
		return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5 }).map(e => e.outerHTML.slice(0, 80)) })()`

// holds checks what the page tells, by what a reader sees of it.
func holds(t *testing.T, b *browser) {
	t.Helper()
	var text string
	b.eval(`[...document.querySelectorAll("details")].forEach(d => d.open = true), document.body.innerText`, &text)
	for _, want := range []string{"Tern & Co", "monthly", "business day 3 of month at 06:00", "when files change", "Next", "06:00", "published", "failed", "unchanged", "why",
		"Restatements needed", "restatement needed: portfolio 2026-03 Monthly recurring revenue", "late row", "Not sent yet", "webhook chat", "connection refused", "Sealed", "2026-03", "Findings of run", "files"} {
		if !strings.Contains(text, want) && !(want == "late row" && strings.Contains(text, "corrected row")) {
			t.Errorf("the page does not say %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "nobody-listens") {
		t.Error("the page tells the address of the webhook")
	}
	var pictures []string
	if b.eval(`[...document.querySelectorAll("svg[role=img]")].map(e => e.getAttribute("aria-label"))`, &pictures); len(pictures) < 3 || slices.Contains(pictures, "") {
		t.Errorf("the pictures of trends are called %q", pictures)
	}
}

// keyboard goes through the page with the tabulator.
func keyboard(t *testing.T, b *browser) {
	t.Helper()
	var want, got []string
	b.eval(`scrollTo(0, 0), [...document.querySelectorAll("a[href], summary, button, input")].map((e, i) => (e.dataset.stop = i, e.tagName + i))`, &want)
	if len(want) < 8 {
		t.Fatalf("there is little to reach: %v", want)
	}
	for range want {
		b.press("Tab", 9, "")
		var at struct {
			Name    string
			Outline float64
			Seen    bool
		}
		b.eval(`(() => { const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
			return {Name: e.tagName + e.dataset.stop, Outline: s.outlineStyle == "none" ? 0 : parseFloat(s.outlineWidth), Seen: r.top >= 0 && r.bottom <= innerHeight && r.height > 0} })()`, &at)
		got = append(got, at.Name)
		if at.Outline < 2 || !at.Seen {
			t.Errorf("%s has the focus, and that cannot be seen: %+v", at.Name, at)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("the tabulator reaches\n%v, not\n%v", got, want)
	}
	var open [2]bool
	b.eval(`[(document.querySelector("summary").focus(), document.querySelector("details").open), false]`, &open)
	b.press("Enter", 13, "\r")
	b.eval(fmt.Sprintf(`[%v, document.querySelector("details").open]`, open[0]), &open)
	if open[0] == open[1] {
		t.Error("Enter opens and closes nothing")
	}
}

// links follows every link of the page.
func links(t *testing.T, b *browser, server string) {
	t.Helper()
	var addresses []string
	b.eval(`[...document.links].map(a => a.href)`, &addresses)
	for _, address := range addresses {
		answer, err := http.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusOK || !strings.HasPrefix(answer.Header.Get("Content-Disposition"), "attachment") || !strings.HasPrefix(address, server) {
			t.Errorf("%s: %s", address, answer.Status)
		}
	}
}

// keep leaves a picture in the folder that KPIBOOK_PICTURES names, for people to look at.
func keep(t *testing.T, name string, b *browser) {
	t.Helper()
	folder := os.Getenv("KPIBOOK_PICTURES")
	if folder == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(folder, name), b.picture(), 0o600); err != nil {
		t.Fatal(err)
	}
}
