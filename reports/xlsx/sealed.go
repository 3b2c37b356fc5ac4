package xlsx

import (
	"bytes"
	"errors"
	"math/big"

	"kpibook/reports"
	"kpibook/reports/formula"
	"kpibook/reports/seal"
)

// workbookLinks is the part that lists what belongs to the workbook.
const workbookLinks = "xl/_rels/workbook.xml.rels"

// sealOf marks every cell as the file will hold it, and lists which figures stand where.
func sealOf(b *reports.Workbook) seal.Seal {
	var s seal.Seal
	for _, sheet := range b.Sheets {
		last := sheet.Extent().To
		marks := seal.NewSheet(sheet.Name, last.Row+1, last.Column+1)
		for i, row := range sheet.Rows {
			for j, c := range row.Cells {
				if !c.Empty() || c.Formula != "" {
					marks.Add(reports.Position{Row: i, Column: j}, seal.Content(heldValue(c), c.Formula))
				}
			}
		}
		s.Sheets = append(s.Sheets, marks.Close())
	}
	s.Register(b)
	return s
}

// heldValue is what the file holds in a cell.
func heldValue(c reports.Cell) formula.Value {
	if c.Number.Valid {
		return formula.NumberOf(held(c.Number.Decimal).Rat())
	}
	switch v := value(c).(type) {
	case int:
		return formula.NumberOf(big.NewRat(int64(v), 1))
	case string:
		return formula.TextOf(v)
	}
	return formula.Value{}
}

// linkSeal makes the seal a part of the workbook, so that programs that save it again keep it.
func linkSeal(text []byte) ([]byte, error) {
	end := []byte("</Relationships>")
	if !bytes.Contains(text, end) {
		return nil, errors.New("the workbook's links have no end")
	}
	link := `<Relationship Id="rIdSeal" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml" Target="../` + seal.Part + `"/>`
	return bytes.Replace(text, end, append([]byte(link), end...), 1), nil
}
