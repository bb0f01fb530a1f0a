package foodchain

import (
	"strings"
	"testing"

	"banjie/internal/web/officer/specimen"
	"banjie/packs/foodchain/chain"
)

// Open works are places of businesses that registered: one that a neighbour named and that never
// registered is in no figure, and what the page shows by town adds up to the county's figure.
func TestOpenWorksIsOneFigure(t *testing.T) {
	engines(t, func(t *testing.T, b *bed) {
		b.grow()
		figure := func(town string) (num, den int64) {
			t.Helper()
			if err := b.DB.QueryRow(t.Context(), `select num, den from food_coverage where link = 'open_works' and town = ? order by day desc limit 1`, town).Scan(&num, &den); err != nil {
				t.Fatal(err)
			}
			return num, den
		}
		var places, named, sum int64
		if err := b.DB.QueryRow(t.Context(), `select count(*) from food_place p join food_business b on b.division = p.division and b.id = p.business where b.by_whom <> ?`, chain.ByNeighbour).Scan(&places); err != nil {
			t.Fatal(err)
		}
		if err := b.DB.QueryRow(t.Context(), `select count(*) from food_business where by_whom = ?`, chain.ByNeighbour).Scan(&named); err != nil || named == 0 {
			t.Fatalf("%d are named by a neighbour alone: %v", named, err)
		}
		num, den := figure("")
		if den != places || num == 0 {
			t.Errorf("%d of %d, of %d places of businesses that registered", num, den, places)
		}
		if err := b.DB.QueryRow(t.Context(), `select sum(den) from food_coverage where link = 'open_works' and town <> '' and day = (select max(day) from food_coverage)`).Scan(&sum); err != nil || sum != den {
			t.Errorf("the towns have %d places, the county %d: %v", sum, den, err)
		}
		page := strings.Join(strings.Fields(b.Get(specimen.Officer, "/food/desk").Text()), " ")
		if !strings.Contains(page, "登记了的经营者的地点") || strings.Contains(page, "其余：") {
			t.Error("the page has a rest where every place has a town, or another definition")
		}
	})
}
