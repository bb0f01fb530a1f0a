package main

import (
	"context"

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
