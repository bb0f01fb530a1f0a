package main

import (
	"bytes"
	"context"
	"image"
	"image/png"

	"banjie/internal/casework"
	supervisionorder "banjie/internal/supervise/order"
)

// orderRules are what supervision orders ask of the hall.
func (h *hall) orderRules(centre string) supervisionorder.Rules {
	return supervisionorder.Rules{Centre: centre, Units: h.knowsUnit,
		Find: func(ctx context.Context, division, number string) (supervisionorder.Subject, error) {
			key, err := h.cases.ByNumber(ctx, division, number)
			if err != nil {
				return supervisionorder.Subject{}, err
			}
			events, _, err := h.cases.Load(ctx, casework.Key{Division: division, ID: key.ID})
			if err != nil {
				return supervisionorder.Subject{}, err
			}
			return supervisionorder.Subject{ID: key.ID, Sealed: events[0].Sealed}, nil
		}}
}

// madeUpPicture stores a plain picture for the history of a demonstration.
func (h *hall) madeUpPicture(ctx context.Context, name string) (casework.File, error) {
	picture := image.NewGray(image.Rect(0, 0, 320, 200))
	for i := range picture.Pix {
		picture.Pix[i] = uint8(200 + i%320/8)
	}
	var body bytes.Buffer
	if err := png.Encode(&body, picture); err != nil {
		return casework.File{}, err
	}
	f, err := h.files.Put(ctx, name, &body)
	f.Material = "evidence"
	return f, err
}
