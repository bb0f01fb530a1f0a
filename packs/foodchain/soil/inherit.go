package soil

import (
	"context"
	"fmt"

	"banjie/internal/lang"
	"banjie/packs/foodchain/soil/geo"
)

// parents are the plots that new ones come out of, each asked for once.
type parents struct {
	archive  Archive
	division string
	shapes   map[string]geo.Shape
}

// mostOutside is how much of a new plot may lie outside its parents, as a share of it: surveys of other
// years do not fit to the centimetre. Less than leastOverlap square metres never counts.
const mostOutside = 0.05

// follow sees that a plot lies within its parents, and gives it who works them where all agree.
func (f parents) follow(ctx context.Context, x *Parcel) (wrong []Mistake, err error) {
	inside, user, agree := 0.0, "", true
	for i, code := range x.Parents {
		shape, known := f.shapes[code]
		if !known {
			parent, _, err := f.archive.One(ctx, f.division, code)
			if err != nil {
				return nil, err
			}
			shape, f.shapes[code] = parent.Shape, parent.Shape
		}
		inside += geo.Overlap(x.Shape, shape)
		held, err := f.archive.UserOn(ctx, f.division, code, x.ValidFrom-1)
		if err != nil {
			return nil, err
		}
		agree, user = agree && (i == 0 || held == user), held
	}
	area := x.Shape.Area()
	if out := area - inside; out > leastOverlap && out > mostOutside*area {
		share := fmt.Sprintf("%.0f", max(100*out/area, 1))
		return []Mistake{{Column: "shape", Says: lang.T("新地块有"+share+"%不在来源地块里", share+" % of the new plot lies outside its parents"),
			Remedy: lang.T("请核对来源地块的编码和界址坐标：分割、合并出来的地块须在原来的地块里面。", "Please check the codes of the parents and the corners: what is split or merged lies within what it came out of.")}}, nil
	}
	if x.User == "" && agree && user != "" {
		x.User, x.UserFrom = user, x.ValidFrom
	}
	return nil, nil
}

// inherit gives a plot the kind of holder of its parents, and their yes to being shown, where its file says neither.
func (p *Parcel) inherit(known map[string]Parcel) {
	if len(p.Parents) == 0 || !p.unheld && !p.unasked {
		return
	}
	holder, shown := Holder(""), true
	for _, code := range p.Parents {
		parent, ok := known[code]
		if !ok {
			return // checkParents says so
		}
		if holder == "" {
			holder = parent.Holder
		}
		holder, shown = moreCareful(holder, parent.Holder), shown && parent.Public
	}
	if p.unheld {
		p.Holder = holder
	}
	if p.unasked {
		p.Public = shown
	}
}
