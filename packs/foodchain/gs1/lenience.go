package gs1

// Lenience says what is let through that the standards do not allow, or no longer. The zero
// value lets nothing through.
type Lenience struct {
	UnknownAI        bool `json:"allow_unknown_ai,omitempty"`              // identifiers that are not in the table
	UnknownAttribute bool `json:"allow_unknown_ai_as_attribute,omitempty"` // and those in the query of a Digital Link
	ShortGTIN        bool `json:"allow_short_gtin,omitempty"`              // a GTIN of 8, 12 or 13 digits in a Digital Link
	ShortNames       bool `json:"allow_alpha_keys,omitempty"`              // "gtin", "lot", "ser" in place of codes
}

// ai gives the row of a code, as far as it may be used.
func (l Lenience) ai(code string) *AI {
	ai := known(code)
	if ai == nil && l.UnknownAI {
		return unknownAI(code)
	}
	return ai
}
