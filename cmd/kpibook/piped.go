package main

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// mostPiped is how many bytes may be piped in.
const mostPiped = 16 << 30

// keepPiped keeps what is piped in in a file of its own, which only this user can read, so that it can be read as often as it takes.
func (p *program) keepPiped() (path string, err error) {
	switch {
	case p.piped != "":
		return p.piped, nil
	case isTerminal(p.stdin):
		return "", usagef("- stands for a file that is piped in, and nothing is\nfix: cat export.csv | kpibook ..., or name the file")
	}
	file, err := os.CreateTemp("", "kpibook-piped-*")
	if err != nil {
		return "", &failure{cannotWrite, fmt.Errorf("there is no room for what is piped in: %w", cause(err))}
	}
	p.piped = file.Name()
	defer func() { err = errors.Join(err, file.Close()) }()
	n, err := io.Copy(file, io.LimitReader(p.stdin, mostPiped+1))
	switch {
	case err != nil:
		return "", &failure{cannotWrite, fmt.Errorf("what is piped in cannot be kept: %w\nfix: make room in the folder for temporary files, or set TMPDIR to another one", cause(err))}
	case n > mostPiped:
		return "", &failure{inputRefused, errors.New("more than 16 GiB are piped in\nfix: split the export, or name it by its path")}
	}
	return p.piped, nil
}

// dropPiped removes what keepPiped kept.
func (p *program) dropPiped() {
	if p.piped != "" {
		_ = os.Remove(p.piped) // only room is lost
	}
}
