package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"kpibook/pipeline/schedule"
)

// The examples for other schedulers say what those understand and what kpibook takes.
func TestMustShow_ExamplesForOtherSchedulers(t *testing.T) {
	read := func(name string) string {
		text, err := os.ReadFile(filepath.Join("../../fixtures/unattended", name))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	runs := 0
	for line := range strings.Lines(read("crontab")) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' || regexp.MustCompile(`^[A-Z_]+=`).MatchString(line) {
			continue
		}
		fields := strings.Fields(line)
		expression(t, strings.Join(fields[:5], " "))
		_, command, _ := strings.Cut(line, "bin/kpibook ")
		commandLine(t, strings.Fields(command))
		runs++
	}
	if runs != 1 {
		t.Errorf("%d lines of the crontab run something", runs)
	}
	var job struct {
		APIVersion string `yaml:"apiVersion"`
		Kind       string
		Spec       struct {
			Schedule          string
			TimeZone          string `yaml:"timeZone"`
			ConcurrencyPolicy string `yaml:"concurrencyPolicy"`
			JobTemplate       struct {
				Spec struct {
					Template struct {
						Spec struct {
							RestartPolicy string `yaml:"restartPolicy"`
							Containers    []struct{ Args []string }
						}
					}
				}
			} `yaml:"jobTemplate"`
		}
	}
	if err := yaml.Unmarshal([]byte(read("cronjob.yaml")), &job); err != nil {
		t.Fatal(err)
	}
	pod := job.Spec.JobTemplate.Spec.Template.Spec
	if job.APIVersion != "batch/v1" || job.Kind != "CronJob" || job.Spec.TimeZone == "" || job.Spec.ConcurrencyPolicy != "Forbid" || pod.RestartPolicy != "Never" || len(pod.Containers) != 1 {
		t.Fatalf("the CronJob reads as %+v", job)
	}
	expression(t, job.Spec.Schedule)
	commandLine(t, pod.Containers[0].Args)

	unit := read("kpibook.service")
	_, command, _ := strings.Cut(unit, "ExecStart=/usr/local/bin/kpibook ")
	command, _, _ = strings.Cut(command, "\n")
	commandLine(t, strings.Fields(command))
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		if os.Getenv("KPIBOOK_CI") == "1" {
			t.Fatal(err)
		}
		t.Skip("systemd-analyze is not installed: the unit is not verified")
	}
	copied := filepath.Join(t.TempDir(), "kpibook.service") // with a program that is there
	unit = strings.NewReplacer("/usr/local/bin/kpibook", "/bin/true", "User=kpibook\n", "", "WorkingDirectory=/srv/kpibook", "WorkingDirectory=/tmp").Replace(unit)
	if err := os.WriteFile(copied, []byte(unit), 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.Command(analyze, "verify", "--man=no", copied).CombinedOutput(); err != nil || strings.Contains(string(said), "kpibook.service") {
		t.Errorf("systemd refuses the unit: %v\n%s", err, said)
	}
}

func expression(t *testing.T, text string) {
	t.Helper()
	if _, err := schedule.Parse(text, schedule.Calendar{}); err != nil {
		t.Error(err)
	}
}

// commandLine checks a command and its flags, without running it.
func commandLine(t *testing.T, args []string) {
	t.Helper()
	c, rest, err := newProgram(os.Stdout, os.Stderr).root().Find(args)
	if err != nil || len(rest) == len(args) {
		t.Errorf("%q is no command: %v", args, err)
		return
	}
	if err := c.ParseFlags(rest); err != nil {
		t.Errorf("%q: %v", args, err)
	}
}
