package main

import (
	"errors"
	"flag"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "write the expected output into the scripts again")

// oneThread in the environment keeps the program on one thread of the system, but for what it does at the same time: then its system
// calls can be counted.
const oneThread = "KPIBOOK_TEST_ONE_THREAD"

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"kpibook": func() {
		if os.Getenv(oneThread) != "" {
			runtime.LockOSThread()
		}
		main()
	}})
}

// TestScripts runs every script in a folder that holds the small company of fixtures/scripts/company. A script is a case that
// a user may meet: what is typed, what comes out, with which exit code, and which files are there afterwards.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "../../fixtures/scripts",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			return os.CopyFS(env.WorkDir, os.DirFS("../../fixtures/scripts/company"))
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "locked": locked, "workbook": workbookOf, "bomb": bomb, "zipped": zipped, "encoded": encoded, "appears": appears},
	})
}

// exits runs a command and checks its exit code: exits 4 kpibook run.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		got = ended.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// locked keeps the lock of the job file until the script ends, as another run would.
func locked(ts *testscript.TestScript, _ bool, _ []string) {
	unlock, err := lock(ts.MkAbs("kpibook.yaml"))
	ts.Check(err)
	ts.Defer(func() { ts.Check(unlock()) })
}

// appears waits until there is a file: appears .kpibook.yaml.serve.lock.
func appears(ts *testscript.TestScript, _ bool, args []string) {
	for range 1000 {
		if _, err := os.Stat(ts.MkAbs(args[0])); err == nil {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	ts.Fatalf("%s does not appear", args[0])
}
