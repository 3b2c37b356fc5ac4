package xlsx

import (
	"bytes"
	"fmt"
	"image"
	_ "image/jpeg" // formats of logos
	_ "image/png"

	"github.com/xuri/excelize/v2"
)

// drawPictures puts the sheet's pictures where they belong, each as large as its box allows.
func (p *page) drawPictures() error {
	for _, picture := range p.Pictures {
		drawn, kind, err := image.DecodeConfig(bytes.NewReader(picture.Data))
		if err != nil {
			return fmt.Errorf("picture %q: %w: a picture is a PNG or a JPEG", picture.Alt, err)
		}
		// The smaller of the two scales; excelize scales what the picture itself measures.
		width, height := picture.Width, drawn.Height*picture.Width/max(drawn.Width, 1)
		if height > picture.Height {
			width, height = drawn.Width*picture.Height/max(drawn.Height, 1), picture.Height
		}
		_, tellWidth, tellHeight := p.box(picture.At, width, height)
		err = p.file.AddPictureFromBytes(p.Name, picture.At.Address(), &excelize.Picture{Extension: "." + kind, File: picture.Data,
			Format: &excelize.GraphicOptions{AltText: picture.Alt, ScaleX: scale(tellWidth, drawn.Width), ScaleY: scale(tellHeight, drawn.Height)}})
		if err != nil {
			return fmt.Errorf("picture %q: %w", picture.Alt, err)
		}
	}
	return nil
}
