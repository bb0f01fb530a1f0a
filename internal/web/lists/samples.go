package lists

import (
	"time"

	"banjie/internal/calendar"
	"banjie/internal/lang"
	"banjie/internal/registers/publiclist"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/ui"
)

// Sample is two made-up versions of a list of powers, with how they stand.
func Sample() (stands []publiclist.Stand, a, b publiclist.Version) {
	on := calendar.Date(2026, time.January, 5)
	entry := func(code, name, kind, basis string) publiclist.Entry {
		return publiclist.Entry{Code: code, Name: name, Unit: "market", Type: kind, Basis: basis}
	}
	a = publiclist.Version{Kind: publiclist.Powers, Version: 1, Effective: on, Illustrative: true, Entries: []publiclist.Entry{
		entry("S-01", "食品经营许可（示例）", "01", "示例条例第3条"), entry("S-02", "小作坊登记（示例）", "01", "示例条例第7条"), entry("S-03", "对无证经营的处罚（示例）", "02", "示例条例第21条")}}
	b = a
	b.Version, b.Effective, b.Entries = 2, on+60, []publiclist.Entry{entry("S-01", "食品经营许可（示例）", "01", "示例条例第3条、第4条"), a.Entries[2], entry("S-04", "食品摊点现场检查（示例）", "06", "")}
	at := time.Date(2026, time.January, 5, 2, 0, 0, 0, time.UTC)
	stands = []publiclist.Stand{
		{Kind: a.Kind, Version: 1, Hash: a.Hash(), At: at, Effective: a.Effective, Reason: "示例：首次公布", Illustrative: true, Entries: 3, Approvals: 2, Added: 3},
		{Kind: b.Kind, Version: 2, Hash: b.Hash(), At: at.AddDate(0, 2, 0), Effective: b.Effective, Reason: "示例：取消小作坊登记", Illustrative: true, Entries: 3, Approvals: 1, Added: 1, Removed: 1, Changed: 1},
	}
	return stands, a, b
}

func sampleName(id string) lang.Text { u, _ := specimen.Directory().Unit(id); return u.Name }

// GalleryPages are the pages of this package with sample data.
func GalleryPages() ui.GalleryPages {
	stands, a, b := Sample()
	changes := publiclist.Diff(a.Entries, b.Entries)
	page := func(id, zh, en string, c ui.Component) ui.GalleryPage {
		return specimen.Page(id, lang.T(zh, en), specimen.Supervisor, c, nil)
	}
	return ui.GalleryPages{
		page("lists", "四张清单", "The four lists", Four{map[publiclist.Kind][]publiclist.Stand{publiclist.Powers: stands}}),
		page("list", "权力清单", "List of powers", List{Kind: publiclist.Powers, Stand: stands[1], Newest: 2, Entries: b.Entries, Next: "S-04", Name: sampleName, Guides: map[string]string{"S-01": "food-business-licence"}, Units: []ui.Option{{Value: "market", Label: sampleName("market")}}, Filter: Filter{Words: "食品"}}),
		page("list-none", "还没有公布的清单", "A list not published yet", List{Kind: publiclist.Duties, Name: sampleName}),
		page("list-versions", "历次版本", "Versions", Versions{Kind: publiclist.Powers, Stands: stands}),
		page("list-diff", "两版对照", "Two versions", Difference{Kind: publiclist.Powers, From: 1, To: 2, Changes: changes, All: [3]int{1, 1, 1}, Name: sampleName}),
		page("list-check", "清单和目录的比对", "Powers and catalogue", Agreement{Gaps: publiclist.Gaps{Matched: 1, Unlisted: []publiclist.Ref{{Code: "S-09", Slug: "food-business-licence", Name: "小餐饮备案（示例）", Unit: "market"}}, NoGuide: b.Entries[:1]}, Version: 2, Name: sampleName}),
	}
}
