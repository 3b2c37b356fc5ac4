//go:build unix

package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"kpibook/pipeline/delivery"
	"kpibook/pipeline/ledger"
)

// assassin kills a run at an appointed moment of its sending, and answers to nobody before it is dead.
type assassin struct {
	mu      sync.Mutex
	moment  string
	delay   time.Duration // after the moment
	victim  *os.Process
	dead    chan struct{}
	got     map[string]int    // how often a message came
	content map[string]string // what a message held; a repeat has to hold the same
	changed []string
}

// round tells the run at work from the one before, whose connections may still be closing.
func (a *assassin) round() chan struct{} {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.dead
}

// at is called wherever a receiver is at a moment of taking a message.
func (a *assassin) at(round chan struct{}, moment string) {
	a.mu.Lock()
	hit, victim, delay := a.moment == moment && a.dead == round, a.victim, a.delay
	a.mu.Unlock()
	if !hit {
		return
	}
	time.Sleep(delay)
	victim.Kill()
	<-round
}

func (a *assassin) take(id, content string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if before, again := a.content[id]; again && before != content {
		a.changed = append(a.changed, id)
	}
	a.got[id]++
	a.content[id] = content
}

func (a *assassin) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	round := a.round()
	a.at(round, "webhook asks")
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // killed in the middle of it
	}
	a.take(r.Header.Get(delivery.IDHeader), string(body))
	a.at(round, "webhook has it")
	w.WriteHeader(http.StatusNoContent)
	w.(http.Flusher).Flush()
	a.at(round, "webhook answered")
}

func (a *assassin) NewSession(*smtp.Conn) (smtp.Session, error) {
	d := &deathbed{a, a.round()}
	d.now("mail connects")
	return d, nil
}

// deathbed is one connection of the mail server.
type deathbed struct {
	*assassin
	of chan struct{} // the run that has made it
}

func (d *deathbed) now(moment string) { d.at(d.of, moment) }

func (d *deathbed) Mail(string, *smtp.MailOptions) error { return nil }
func (d *deathbed) Reset()                               {}
func (d *deathbed) Logout() error                        { d.now("mail goes"); return nil }
func (d *deathbed) Rcpt(string, *smtp.RcptOptions) error {
	d.now("mail is addressed")
	return nil
}
func (d *deathbed) Data(r io.Reader) error {
	d.now("mail begins")
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	letter, err := mail.ReadMessage(strings.NewReader(string(raw)))
	if err != nil {
		return err
	}
	id, _, _ := strings.Cut(strings.Trim(letter.Header.Get("Message-ID"), "<>"), "@")
	d.take(id, string(raw))
	d.now("mail has it")
	return nil
}

// moments are when a run is killed: between the commit that publishes and the note that a message has gone.
func moments() []string {
	return []string{"webhook connects", "webhook asks", "webhook has it", "webhook answered", "mail connects", "mail is addressed", "mail begins", "mail has it", "mail goes"}
}

const killJobs = `company: Tern & Co
currency: EUR
sources:
  - {dataset: mrr, files: [mrr.csv]}
delivery:
  email: {server: "%s", security: none, from: kpibook@example.com}
  webhooks: [{name: chat, url: {env: KPIBOOK_TEST_HOOK}}]
jobs:
  - {name: monthly, report: csops, output: "reports/{period}.xlsx", deliver: {email: [cfo@example.com], webhooks: [chat]}}
`

// TestMustShow_KilledBetweenPublishAndNotify: 200 runs are killed while they tell of what they published, at every moment of it; the
// next run finds what they left. In the end every message of every run has come, by webhook and by e-mail, exactly once when repeats
// are dropped by their id; a repeat is the same message; and each letter has the workbook that its run published.
func TestMustShow_KilledBetweenPublishAndNotify(t *testing.T) {
	a := &assassin{got: map[string]int{}, content: map[string]string{}}
	office := smtp.NewServer(a)
	letters, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go office.Serve(letters)
	defer office.Close()
	posts, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	receiver := &http.Server{Handler: a, ConnState: func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			a.at(a.round(), "webhook connects")
		}
	}}
	go receiver.Serve(posts)
	defer receiver.Close()
	t.Setenv("KPIBOOK_TEST_HOOK", "http://"+posts.Addr().String()+"/hook")

	dir := t.TempDir()
	config, program := filepath.Join(dir, "kpibook.yaml"), filepath.Join(t.TempDir(), "kpibook") // TestMain runs the program under this name
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, program); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(config, fmt.Appendf(nil, killJobs, letters.Addr()), 0o600); err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(7, 200))
	start := func(round int, moment string) (killed bool) {
		t.Helper()
		rows := fmt.Sprintf("account_id,month,mrr,currency\nC1,2026-01,100.00,EUR\nC1,2026-02,%d.00,EUR\n", 101+round)
		if err := os.WriteFile(filepath.Join(dir, "mrr.csv"), []byte(rows), 0o600); err != nil {
			t.Fatal(err)
		}
		process := exec.Command(program, "run", "--quiet", "--config", config)
		var said strings.Builder
		process.Stdout, process.Stderr = &said, &said
		a.mu.Lock()
		a.moment, a.delay, a.dead = moment, time.Duration(random.Int64N(int64(3*time.Millisecond))), make(chan struct{})
		err := process.Start()
		a.victim = process.Process
		a.mu.Unlock()
		if err != nil {
			t.Fatal(err)
		}
		err = process.Wait()
		close(a.dead)
		if state := process.ProcessState.Sys().(syscall.WaitStatus); state.Signaled() && state.Signal() == syscall.SIGKILL {
			return true
		}
		if err != nil {
			t.Fatalf("round %d, %s: %v\n%s", round, moment, err, said.String())
		}
		return false
	}
	// After its last answer a run may end before it is killed; and a connection that the one before has left can be taken for the next
	// run's, which then dies before it has published. Neither counts.
	const kills, spare = 200, 5
	killed, rounds, at := 0, 0, map[string]int{}
	for ; killed < kills+spare && rounds < kills+100; rounds++ {
		moment := moments()[rounds%len(moments())]
		if start(rounds, moment) {
			killed++
			at[moment]++
		}
	}
	start(rounds, "never")
	published := a.everything(t, config)
	if counting := killed - (rounds + 1 - published); counting < kills {
		t.Errorf("%d runs were killed after they had published, of %d: %v", counting, rounds, at)
	}
	t.Logf("killed at %v", at)
}

// everything checks what came against what the ledger has, and counts the runs that published.
func (a *assassin) everything(t *testing.T, config string) (published int) {
	t.Helper()
	ctx := context.Background()
	l := ledgerOf(t, config)
	if left, err := l.Queued(ctx, time.Now().AddDate(1, 0, 0)); err != nil || len(left) > 0 {
		t.Errorf("%d messages are still queued, %v", len(left), err)
	}
	runs := runsOf(t, config)
	sums := map[string]bool{}
	for _, r := range runs {
		if r.Outcome == ledger.Published {
			published++
		}
		for _, o := range r.Outputs {
			sums[o.SHA256] = true
		}
	}
	if len(a.got) != 2*published {
		t.Errorf("%d messages of %d runs that published", len(a.got), published)
	}
	repeats, letters := 0, map[string]bool{}
	for id, times := range a.got {
		repeats += times - 1
		if raw := a.content[id]; !strings.HasPrefix(raw, "{") {
			sum := sha256.Sum256(attachment(t, []byte(raw)))
			letters[hex.EncodeToString(sum[:])] = true
		}
	}
	for sum := range sums {
		if !letters[sum] {
			t.Errorf("no letter has the workbook %s", sum)
		}
	}
	if len(a.changed) > 0 {
		t.Errorf("repeats that hold something else: %v", a.changed)
	}
	if len(letters) != published || repeats == 0 {
		t.Errorf("%d workbooks came by mail, and %d repeats", len(letters), repeats)
	}
	t.Logf("%d messages, and %d repeats of them", len(a.got), repeats)
	return published
}
