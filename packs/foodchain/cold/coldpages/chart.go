package coldpages

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/clock"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/cold"
	"banjie/packs/foodchain/cold/coldstore"
)

// Size of the chart in its own units.
const (
	chartWide, chartHigh = 720, 240
	left, right, top     = 56, 12, 12
	bottom               = 28
)

// mostPoints bounds what is drawn; a longer record is drawn by the lowest and highest of each stretch.
const mostPoints = 600

// chart draws the temperatures as a line over the band, broken where there is a gap. It is drawn by
// the server, without a script, and says in words what it shows.
func chart(rec coldstore.Record) ui.Component {
	return ui.Part(func(p ui.Page) templ.Component {
		return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
			_, err := io.WriteString(w, svg(p, rec))
			return err
		})
	})
}

func svg(p ui.Page, rec coldstore.Record) string {
	var list []cold.Reading
	for _, r := range rec.Readings {
		if r.Kind == cold.Temperature {
			list = append(list, r)
		}
	}
	if len(list) == 0 {
		return ""
	}
	slices.SortFunc(list, func(a, b cold.Reading) int { return int(min(max(a.From-b.From, -1), 1)) })
	from, to, low, high := list[0].From, list[0].To, list[0].Low, list[0].High
	for _, r := range list {
		to, low, high = max(to, r.To), min(low, r.Low), max(high, r.High)
	}
	if rec.Chilled {
		low, high = min(low, rec.Band.Low), max(high, rec.Band.High)
	}
	room := max((high-low)/10, 500)
	low, high = low-room, high+room
	x := func(t int64) float64 {
		if to == from {
			return (left + chartWide - right) / 2
		}
		return left + float64(t-from)/float64(to-from)*(chartWide-left-right)
	}
	y := func(v int64) float64 {
		return top + float64(high-v)/float64(high-low)*(chartHigh-top-bottom)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<figure class="chart"><svg viewBox="0 0 %d %d" width="100%%" role="img" aria-label="%s">`, chartWide, chartHigh, templ.EscapeString(spoken(p, rec, len(list))))
	if rec.Chilled {
		fmt.Fprintf(&b, `<rect x="%d" y="%.1f" width="%d" height="%.1f" fill="#0b5a5e" fill-opacity=".12"/>`, left, y(rec.Band.High), chartWide-left-right, y(rec.Band.Low)-y(rec.Band.High))
		for _, v := range []int64{rec.Band.Low, rec.Band.High} {
			fmt.Fprintf(&b, `<line x1="%d" x2="%d" y1="%.1f" y2="%.1f" stroke="#0b5a5e" stroke-dasharray="4 4"/><text x="%d" y="%.1f" text-anchor="end" font-size="12" fill="currentColor">%.0f°</text>`, left, chartWide-right, y(v), y(v), left-6, y(v)+4, float64(v)/1000)
		}
	}
	gap := rec.Band.Gap
	if gap <= 0 {
		gap = cold.DefaultGap
	}
	step := max(1, len(list)/mostPoints)
	var path strings.Builder
	last := int64(0)
	for i := 0; i < len(list); i += step {
		part := list[i:min(i+step, len(list))]
		worst := part[0]
		for _, r := range part {
			if rec.Chilled && min(r.Low-rec.Band.Low, rec.Band.High-r.High) < min(worst.Low-rec.Band.Low, rec.Band.High-worst.High) || !rec.Chilled && r.High > worst.High {
				worst = r
			}
		}
		value := worst.High
		if rec.Chilled && worst.Low-rec.Band.Low < rec.Band.High-worst.High {
			value = worst.Low
		}
		verb := "L"
		if last == 0 || part[0].From-last > gap.Microseconds() {
			verb = "M"
		}
		fmt.Fprintf(&path, "%s%.1f %.1f", verb, x(worst.From), y(value))
		last = part[len(part)-1].To
		if rec.Chilled && (value < rec.Band.Low || value > rec.Band.High) {
			fmt.Fprintf(&b, `<circle cx="%.1f" cy="%.1f" r="3.5" fill="#b3261e"/>`, x(worst.From), y(value))
		}
	}
	fmt.Fprintf(&b, `<path d="%s" fill="none" stroke="currentColor" stroke-width="2"/>`, path.String())
	for _, g := range rec.Verdict.Gaps {
		fmt.Fprintf(&b, `<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="#7a4400" fill-opacity=".15"/>`, x(g.From), top, max(1, x(g.To)-x(g.From)), chartHigh-top-bottom)
	}
	fmt.Fprintf(&b, `<text x="%d" y="%d" font-size="12" fill="currentColor">%s</text><text x="%d" y="%d" font-size="12" text-anchor="end" fill="currentColor">%s</text>`, left, chartHigh-8, templ.EscapeString(p.Instant(clock.FromMicros(from))), chartWide-right, chartHigh-8, templ.EscapeString(p.Instant(clock.FromMicros(to))))
	b.WriteString(`</svg></figure>`)
	return b.String()
}

// spoken is the chart for those who hear it.
func spoken(p ui.Page, rec coldstore.Record, n int) string {
	if !rec.Chilled {
		return p.T(fmt.Sprintf("温度曲线，%d个读数", n), fmt.Sprintf("Temperatures, %d readings", n))
	}
	v := rec.Verdict
	return p.T(fmt.Sprintf("温度曲线，%d个读数，最差%.1f度，超温%d次，断档%d次", n, float64(v.Worst)/1000, len(v.Excursions), len(v.Gaps)),
		fmt.Sprintf("Temperatures, %d readings, at worst %.1f degrees, %d excursions, %d gaps", n, float64(v.Worst)/1000, len(v.Excursions), len(v.Gaps)))
}
