package restate

import (
	"fmt"
	"strings"

	"kpibook/formulas/period"
	"kpibook/pipeline"
	"kpibook/pipeline/ingest"
)

// placed is a record that knows where it stands.
type placed[T any] interface {
	*T
	At() *ingest.Place
}

// identity is what a record is known by: its key, so that a change of the rest is a correction, its account, and the day from
// which it counts.
type identity struct {
	key, account string
	day          period.Date
}

// change is one row that differs between two readings of the same data.
type change struct {
	cause    pipeline.RestatedBy
	dataset  string
	id       identity
	at       ingest.Place // in the records of the side that has it; the new side of a corrected row
	old, new string       // content
	count    int          // how many rows it stands for; 0: one
}

// mixed are the two readings of a dataset and what lies between them.
type mixed[T any] struct{ withLate, withCorrected []T }

// mix compares the rows of a dataset as they were with those of today. Rows of the same content cancel out; of what is left, rows
// of the same key are corrected, the others late or removed.
func mix[T any, P placed[T]](dataset string, old, new []T, identify func(*T) identity) (m mixed[T], changes []change) {
	unmatched := map[string][]int{} // content: rows of today
	for i := range new {
		content := contentOf[T, P](new[i])
		unmatched[content] = append(unmatched[content], i)
	}
	var left []int // rows of then that are not there any more as they were
	for i := range old {
		content := contentOf[T, P](old[i])
		if same := unmatched[content]; len(same) > 0 {
			unmatched[content] = same[1:]
			continue
		}
		left = append(left, i)
	}
	open := map[int]bool{}
	for _, rows := range unmatched {
		for _, i := range rows {
			open[i] = true
		}
	}
	byKey := map[string][]int{}
	for i := range new {
		if open[i] {
			key := identify(&new[i]).key
			byKey[key] = append(byKey[key], i)
		}
	}
	corrected := map[int]int{}
	for _, i := range left {
		id := identify(&old[i])
		if now := byKey[id.key]; len(now) > 0 {
			byKey[id.key] = now[1:]
			corrected[i] = now[0]
			delete(open, now[0])
			changes = append(changes, change{cause: pipeline.ByCorrectedRow, dataset: dataset, id: identify(&new[now[0]]), at: *P(&new[now[0]]).At(), old: contentOf[T, P](old[i]), new: contentOf[T, P](new[now[0]])})
			continue
		}
		changes = append(changes, change{cause: pipeline.ByRemovedRow, dataset: dataset, id: id, at: *P(&old[i]).At(), old: contentOf[T, P](old[i])})
	}
	m.withLate = append(m.withLate, old...)
	m.withCorrected = append(m.withCorrected, old...)
	for i, now := range corrected {
		m.withCorrected[i] = new[now]
	}
	for i := range new {
		if open[i] {
			m.withLate, m.withCorrected = append(m.withLate, new[i]), append(m.withCorrected, new[i])
			changes = append(changes, change{cause: pipeline.ByLateRow, dataset: dataset, id: identify(&new[i]), at: *P(&new[i]).At(), new: contentOf[T, P](new[i])})
		}
	}
	return m, changes
}

// contentOf is a record as a text, without its place: its fields by their names, so that no two records read alike.
func contentOf[T any, P placed[T]](record T) string {
	*P(&record).At() = ingest.Place{}
	return strings.Replace(fmt.Sprintf("%+v", record), "Place:{File:0 Line:0} ", "", 1)
}

// shift moves the places of records behind the files of another reading.
func shift[T any, P placed[T]](records []T, by int) []T {
	moved := append([]T(nil), records...)
	for i := range moved {
		P(&moved[i]).At().File += int32(by)
	}
	return moved
}
