package main

import (
	"bytes"
	"fmt"
	"image"
	_ "image/jpeg" // formats of logos
	_ "image/png"
	"io"
	"os"
	"path/filepath"
	"strings"

	"kpibook/pipeline/job"
	"kpibook/reports"
)

// What a logo and a colour may be.
const (
	largestLogo   = 2 << 20
	leastContrast = 450 // hundredths, on white: what WCAG 2 asks of text
)

// look is how the reports of a job file look. The error is job.Faults.
func look(file *job.File) (reports.Look, error) {
	l := reports.Look{Color: strings.TrimPrefix(file.Branding.Color, "#"), Accent: strings.TrimPrefix(file.Branding.Accent, "#")}
	var faults job.Faults
	fault := func(key, message, fix string) { faults = append(faults, file.Fault(message, fix, "branding", key)) }
	for _, color := range []struct{ key, value string }{{"color", l.Color}, {"accent", l.Accent}} {
		if contrast, ok := reports.Contrast(color.value); ok && contrast < leastContrast {
			fault(color.key, fmt.Sprintf("%s #%s is too light", color.key, color.value), "take a darker one: it has to be read as text on white")
		}
	}
	var err error
	if l.Language, err = reports.LanguageOf(file.Branding.Language); err != nil {
		fault("language", err.Error(), "use one of "+strings.Join(reports.Languages(), ", "))
	}
	if file.Branding.Logo != "" {
		if l.Logo, err = logo(file); err != nil {
			fault("logo", err.Error(), "give a PNG or JPEG file of up to 2 MB")
		}
	}
	if faults != nil {
		return l, faults
	}
	return l, nil
}

// logo reads the logo.
func logo(file *job.File) ([]byte, error) {
	path := filepath.FromSlash(file.Branding.Logo)
	if !filepath.IsAbs(path) {
		path = filepath.Join(file.Dir, path)
	}
	open, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("the logo cannot be read: %w", err)
	}
	defer open.Close()
	data, err := io.ReadAll(io.LimitReader(open, largestLogo+1))
	if err != nil {
		return nil, fmt.Errorf("the logo cannot be read: %w", err)
	}
	if len(data) > largestLogo {
		return nil, fmt.Errorf("the logo %s is larger than 2 MB", file.Branding.Logo)
	}
	if size, _, err := image.DecodeConfig(bytes.NewReader(data)); err != nil || size.Width*size.Height == 0 {
		return nil, fmt.Errorf("the logo %s is no picture that can be read", file.Branding.Logo)
	}
	return data, nil
}
