package foodchain

import (
	"testing"

	"banjie/internal/pack"
	"banjie/internal/web/officer/specimen"
)

// Which unit watches over food is a setting; without it, the usual one, and where the county has no
// such unit, nobody.
func TestRegulatorIsASetting(t *testing.T) {
	b := newBed(t, "sqlite:"+t.TempDir()+"/town.db")
	for what, c := range map[string]struct {
		duty func(string) string
		want string
	}{
		"named":         {func(name string) string { return map[string]string{"food": specimen.Officer.Unit}[name] }, specimen.Officer.Unit},
		"not there":     {func(string) string { return "nobody" }, ""},
		"left out":      {func(string) string { return "" }, ""}, // the bed has no unit of the usual slug
		"no way to ask": {nil, ""},
	} {
		h := b.host
		h.Duty = c.duty
		s, r := &scanning{host: h}, &recalls{host: h}
		if got, other := s.regulator(), r.regulator(); got != c.want || other != c.want || (len(s.answers()) == 1) != (c.want != "") {
			t.Errorf("%s: %q and %q, want %q", what, got, other, c.want)
		}
	}
	if got := has(pack.Host{}, foodDuty); got != "market-regulation" {
		t.Errorf("the usual unit is %q", got)
	}
	if got := has(pack.Host{Duty: func(string) string { return "fields" }}, soilDuty); got != "fields" {
		t.Errorf("the archive is kept by %q", got)
	}
}
