package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"

	"kpibook/pipeline"
	"kpibook/pipeline/ledger"
	"kpibook/reports"
	"kpibook/reports/audit"
	"kpibook/reports/qbr"
	"kpibook/reports/xlsx"
)

// packs are the packs of a quarterly business review: a folder with a workbook for each customer or manager, and an index.
type packs struct {
	folder string
	book   *pipeline.Book
	*qbr.Edition
}

// indexFile lists all packs.
const indexFile = "index.xlsx"

func newPacks(book *pipeline.Book, t *task, look reports.Look) (product, error) {
	edition, err := qbr.New(book, t.job.Per, t.period, look)
	if err != nil {
		return nil, err
	}
	return &packs{t.path, book, edition}, nil
}

func (p *packs) files() []string { return []string{filepath.Join(p.folder, indexFile)} }

// names are those of the packs' files in the folder.
func (p *packs) names() (names []string) {
	for _, pack := range p.Packs {
		names = append(names, pack.Name+".xlsx")
	}
	return names
}

// publish adds every pack and the index, and takes away the packs that an earlier index lists and that are no more.
func (p *packs) publish(_ context.Context, e *edition) {
	names := p.names()
	for i, pack := range p.Packs {
		e.addFigured(filepath.Join(p.folder, names[i]), func(out io.Writer) ([]ledger.Figure, error) {
			w := p.Build(pack)
			shorten(w)
			return publishedFigures(w, p.book), xlsx.Write(out, w)
		})
	}
	e.add(filepath.Join(p.folder, indexFile), func(out io.Writer) error {
		w := p.Index(names)
		shorten(w)
		return xlsx.Write(out, w)
	})
	for _, name := range listedPacks(filepath.Join(p.folder, indexFile)) {
		if !slices.Contains(names, name) {
			e.stale = append(e.stale, filepath.Join(p.folder, name))
		}
	}
}

func (p *packs) rehearse(ctx context.Context) error {
	for _, pack := range p.Packs {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		p.Build(pack)
	}
	return nil
}

func (p *packs) kind() string { return ledger.Pack }

func (p *packs) size() (int, string) { return len(p.Packs), "pack" }

// listedPacks are the files that an earlier index lists, none when there is no index that can be read.
func listedPacks(index string) []string {
	file, err := os.Open(index)
	if err != nil {
		return nil
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil
	}
	book, err := audit.Read(file, info.Size())
	if err != nil {
		return nil
	}
	return qbr.Listed(book)
}
