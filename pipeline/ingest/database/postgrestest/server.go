//go:build unix

// Package postgrestest starts a PostgreSQL server for tests.
package postgrestest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// Password is what the user kpi of a server logs in with.
const Password = "s3cret-word-of-the-test"

// Server is a PostgreSQL server of a test, which ends with it.
type Server struct {
	Socket string // the folder of its socket; it listens nowhere else
	stop   func()
}

// Connection is how to connect to the server with a password.
func (s *Server) Connection(password string) string {
	return fmt.Sprintf("postgres://kpi:%s@/postgres?host=%s", password, s.Socket)
}

// Stop ends the server before the test ends.
func (s *Server) Stop() { s.stop() }

// Start starts a server with the programs of Debian's package postgresql, as a user other than root, with its data in a temporary
// folder. Without the package the test is skipped, or fails in CI.
func Start(t *testing.T) *Server {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if len(found) == 0 {
		if os.Getenv("KPIBOOK_CI") == "1" {
			t.Fatal("PostgreSQL is not installed: apt-get install postgresql")
		}
		t.Skip("PostgreSQL is not installed")
	}
	bin := filepath.Dir(slices.Max(found))
	dir, err := os.MkdirTemp("/tmp", "kpibook-pg") // the path of a socket has to be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	secret := filepath.Join(dir, "password")
	if err := os.WriteFile(secret, []byte(Password), 0o600); err != nil {
		t.Fatal(err)
	}
	as := &syscall.SysProcAttr{}
	if os.Geteuid() == 0 {
		as.Credential = owner(t, dir, secret)
	}
	s := &Server{Socket: dir}
	data := filepath.Join(dir, "data")
	initialise := exec.Command(filepath.Join(bin, "initdb"), "--pgdata", data, "--username", "kpi", "--auth", "scram-sha-256", "--pwfile", secret, "--encoding", "UTF8", "--no-locale", "--no-sync")
	initialise.Dir, initialise.SysProcAttr = dir, as
	if out, err := initialise.CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	var log bytes.Buffer
	server := exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-k", dir, "-c", "listen_addresses=", "-c", "fsync=off")
	server.Dir, server.SysProcAttr, server.Stderr = dir, as, &log
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Wait() }()
	running := true
	s.stop = func() {
		if running {
			running = false
			_ = server.Process.Signal(syscall.SIGINT)
			<-ended
		}
	}
	t.Cleanup(s.stop)
	for until := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		conn, err := pgconn.Connect(context.Background(), s.Connection(Password))
		if err == nil {
			_ = conn.Close(context.Background())
			return s
		}
		if time.Now().After(until) {
			s.stop()
			t.Fatalf("the server does not answer: %v\n%s", err, log.String())
		}
	}
}

// owner gives files to the user that the package has made, since a server refuses to run as root.
func owner(t *testing.T, files ...string) *syscall.Credential {
	t.Helper()
	who, err := user.Lookup("postgres")
	if err != nil {
		t.Fatal(err)
	}
	uid, err := strconv.Atoi(who.Uid)
	if err != nil {
		t.Fatal(err)
	}
	gid, err := strconv.Atoi(who.Gid)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if err := os.Chown(file, uid, gid); err != nil {
			t.Fatal(err)
		}
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

// Run runs statements.
func (s *Server) Run(t *testing.T, statements string) {
	t.Helper()
	s.with(t, func(ctx context.Context, conn *pgconn.PgConn) error { return conn.Exec(ctx, statements).Close() })
}

// Copy fills a table with the rows of a CSV without a header.
func (s *Server) Copy(t *testing.T, table string, rows io.Reader) {
	t.Helper()
	s.with(t, func(ctx context.Context, conn *pgconn.PgConn) error {
		_, err := conn.CopyFrom(ctx, rows, "COPY "+table+" FROM STDIN WITH (FORMAT csv)")
		return err
	})
}

func (s *Server) with(t *testing.T, do func(context.Context, *pgconn.PgConn) error) {
	t.Helper()
	ctx := context.Background()
	conn, err := pgconn.Connect(ctx, s.Connection(Password))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if err := do(ctx, conn); err != nil {
		t.Fatal(err)
	}
}
