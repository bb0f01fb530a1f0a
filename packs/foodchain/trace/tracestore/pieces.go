package tracestore

import (
	"context"

	"banjie/packs/foodchain/trace"
)

// Pieces gives how many pieces of a lot were made, as the events that made it say in a unit of
// pieces; 0 where none says so in pieces, or nothing was captured of it.
func (s *Store) Pieces(ctx context.Context, lot string) (int64, error) {
	numbers, err := s.Numbers(ctx, []string{lot})
	if err != nil || len(numbers) == 0 {
		return 0, err
	}
	own, err := s.movings(ctx, []trace.Node{numbers[lot]})
	if err != nil {
		return 0, err
	}
	const millionths = 1_000_000
	sum := int64(0)
	for _, m := range own[numbers[lot]] {
		if n, family := m.part.Measure(); family == trace.Pieces && m.motion() == trace.MotionMade {
			sum += n
		}
	}
	return sum / millionths, nil
}
