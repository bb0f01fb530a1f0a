package scrub

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
)

// picture draws a picture again.
func picture(body []byte) (Copy, error) {
	config, kind, err := image.DecodeConfig(bytes.NewReader(body))
	if err != nil || kind != "jpeg" && kind != "png" {
		return Copy{}, fmt.Errorf("%w: a picture that cannot be read", ErrSealedOnly)
	}
	if config.Width < 1 || config.Height < 1 || config.Width > MostPoints || config.Height > MostPoints || config.Width*config.Height > MostPoints {
		return Copy{}, fmt.Errorf("%w: %d by %d points", ErrSealedOnly, config.Width, config.Height)
	}
	var img image.Image
	turn := 1
	if kind == "jpeg" {
		turn = orientation(body)
		img, err = jpeg.Decode(bytes.NewReader(body))
	} else {
		img, err = png.Decode(bytes.NewReader(body))
	}
	if err != nil {
		return Copy{}, fmt.Errorf("%w: a picture that cannot be read", ErrSealedOnly)
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, turned(grey(img), turn), &jpeg.Options{Quality: 85}); err != nil {
		return Copy{}, err
	}
	return Copy{Ext: "jpg", Type: "image/jpeg", Body: out.Bytes()}, nil
}

// white is from which brightness on a point is white: dots of colour printers lie above it.
const white = 216

// grey scales a picture down by averages and takes the colour out. Yellow differs from white
// in blue alone, which is left out.
func grey(img image.Image) *image.Gray {
	b := img.Bounds()
	step := 1
	for max(b.Dx(), b.Dy())/step > MostSide {
		step++
	}
	w, h := max(1, b.Dx()/step), max(1, b.Dy()/step)
	out := image.NewGray(image.Rect(0, 0, w, h))
	at := pointsOf(img)
	for y := range h {
		for x := range w {
			sum, n := 0, 0
			for dy := 0; dy < step && y*step+dy < b.Dy(); dy++ {
				for dx := 0; dx < step && x*step+dx < b.Dx(); dx++ {
					sum += at(b.Min.X+x*step+dx, b.Min.Y+y*step+dy)
					n++
				}
			}
			v := sum / max(n, 1)
			if v >= white {
				v = 255
			}
			out.Pix[y*out.Stride+x] = uint8(v)
		}
	}
	return out
}

// pointsOf gives the brightness of a point by red and green, over white where it is clear.
func pointsOf(img image.Image) func(x, y int) int {
	mix := func(r, g int) int { return (r*3 + g*6) / 9 }
	switch m := img.(type) {
	case *image.YCbCr:
		return func(x, y int) int {
			r, g, _ := color.YCbCrToRGB(m.Y[m.YOffset(x, y)], m.Cb[m.COffset(x, y)], m.Cr[m.COffset(x, y)])
			return mix(int(r), int(g))
		}
	case *image.Gray:
		return func(x, y int) int { return int(m.GrayAt(x, y).Y) }
	}
	return func(x, y int) int {
		r, g, _, a := img.At(x, y).RGBA()
		over := 0xffff - a
		return mix(int((r+over)>>8), int((g+over)>>8))
	}
}

// turned turns a picture as its camera noted it, for the note itself is gone: 1 to 8 as in EXIF.
func turned(in *image.Gray, how int) *image.Gray {
	if how < 2 || how > 8 {
		return in
	}
	w, h := in.Rect.Dx(), in.Rect.Dy()
	out := image.NewGray(image.Rect(0, 0, w, h))
	if how >= 5 {
		out = image.NewGray(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			nx, ny := x, y
			switch how {
			case 2:
				nx = w - 1 - x
			case 3:
				nx, ny = w-1-x, h-1-y
			case 4:
				ny = h - 1 - y
			case 5:
				nx, ny = y, x
			case 6:
				nx, ny = h-1-y, x
			case 7:
				nx, ny = h-1-y, w-1-x
			case 8:
				nx, ny = y, w-1-x
			}
			out.Pix[ny*out.Stride+nx] = in.Pix[y*in.Stride+x]
		}
	}
	return out
}

// orientation reads the one note of a camera that is needed: which side is up. 1 when there is none.
func orientation(body []byte) int {
	for at := 2; at+4 <= len(body) && body[at] == 0xff; {
		n := int(binary.BigEndian.Uint16(body[at+2:]))
		if n < 2 || at+2+n > len(body) || body[at+1] == 0xda {
			return 1
		}
		part := body[at+4 : at+2+n]
		if body[at+1] == 0xe1 && bytes.HasPrefix(part, []byte("Exif\x00\x00")) {
			return tagged(part[6:])
		}
		at += 2 + n
	}
	return 1
}

func tagged(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 1
	}
	n := int64(order.Uint16(tiff[at:]))
	for i := range n {
		e := at + 2 + 12*i
		if e+12 > int64(len(tiff)) {
			return 1
		}
		if order.Uint16(tiff[e:]) == 0x0112 {
			if v := int(order.Uint16(tiff[e+8:])); v >= 1 && v <= 8 {
				return v
			}
			return 1
		}
	}
	return 1
}
