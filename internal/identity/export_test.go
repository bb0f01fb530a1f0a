package identity

// Occupy takes both places of the hasher.
func (h *Hasher) Occupy() (release func()) {
	h.places <- struct{}{}
	h.places <- struct{}{}
	return func() { <-h.places; <-h.places }
}
