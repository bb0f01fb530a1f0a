package simtown
import ("testing";"banjie/internal/calendar";"time";"banjie/internal/casework")
func TestTmpCodes(t *testing.T){
	c := Config{Seed: 3, End: calendar.Date(2026, time.June, 12), Days: 90, Cases: 700}
	_, s, _ := grown(t, c)
	n := map[string]int{}
	slug := map[casework.ID]string{}
	for _, e := range outbox(t, s) {
		if e.Facts.Open != nil { slug[e.Case] = e.Facts.Open.Item.Slug }
		if e.Kind=="limit_overrun" { n[e.Facts.Code]++; n[e.Facts.Code+" "+slug[e.Case]]++ }
	}
	t.Log(n)
}
