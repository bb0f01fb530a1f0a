package soilstore_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"banjie/internal/calendar"
	"banjie/internal/testenv"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/geo"
	"banjie/packs/foodchain/soil/soiltest"
)

// BenchmarkBox asks for a map sheet and for a page of a county among 100,000 plots.
func BenchmarkBox(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { boxBench(b, "sqlite:"+filepath.Join(b.TempDir(), "soil.db")) })
	b.Run("postgres", func(b *testing.B) { boxBench(b, testenv.Postgres(b)) })
}

func boxBench(b *testing.B, dsn string) {
	n := soiltest.Open(b, dsn)
	const side = 316 // 99,856 plots
	for y := range side {
		var part []soil.Parcel
		for x := range side {
			part = append(part, soiltest.Plot(fmt.Sprintf("p%d-%d", x, y), 120+float64(x)*0.0015, 30+float64(y)*0.0015))
		}
		n.Must(soil.ParcelsEntered, soil.ParcelFacts{Parcels: part})
	}
	n.Alter("analyze") // as the server does by itself after a while
	today := calendar.Date(2026, 4, 1)
	for _, c := range []struct {
		name string
		box  geo.Box
		want int
	}{
		{"about 100 in the box", geo.Box{120.2, 30.2, 120.2145, 30.2145}, 100},
		{"about 2,500 in the box, a page", geo.Box{120.2, 30.2, 120.275, 30.275}, 100},
		{"all in the box, a page", geo.Box{119, 29, 121, 31}, 100},
		{"none in the box", geo.Box{125, 35, 126, 36}, 0},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				page, err := n.Store.Parcels(b.Context(), soil.Query{Division: division, Boxes: []geo.Box{c.box}, From: today, To: today, Today: today, Shapes: true, Limit: 100})
				if err != nil || len(page.Rows) < c.want*9/10 {
					b.Fatal(len(page.Rows), err)
				}
			}
		})
	}
}
