package recallview

import (
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/lang"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/trace"
)

// ShortKey is a key as people read it: without the host.
func ShortKey(key string) string {
	path := strings.TrimPrefix(key, trace.Host+"/")
	parts := strings.Split(path, "/")
	if len(parts) >= 2 && parts[0] == "01" {
		out := strings.TrimPrefix(parts[1], "0")
		for i := 2; i+1 < len(parts); i += 2 {
			v, err := url.PathUnescape(parts[i+1])
			if err != nil {
				v = parts[i+1]
			}
			switch parts[i] {
			case "10":
				out += "/" + v
			case "21":
				out += " #" + v
			}
		}
		return out
	}
	return path
}

// None stands where there is no amount.
var None = ui.Data("–")

// Amounts in words; [None] for none.
func Amounts(a recall.Amounts) lang.Text {
	if said := a.Words(); !said.IsZero() {
		return said
	}
	return None
}

// OptionText is a cause or a fate in words.
func OptionText(id string) lang.Text {
	for _, o := range append(recall.Causes(), recall.Fates()...) {
		if o.ID == id {
			return o.Text
		}
	}
	return ui.Data(id)
}

// HeldText is what is held, in words; unsaid: some more is there of which nobody said how much.
func HeldText(a recall.Amounts, unsaid bool) lang.Text {
	if !unsaid {
		return Amounts(a)
	}
	if len(a) == 0 {
		return lang.T("有，没有写数量", "some, amount not stated")
	}
	return lang.T(Amounts(a).ZH+"，另有没写数量的", Amounts(a).EN+", and some not stated")
}

// DrillNotice says that it is a drill.
func DrillNotice() ui.Component {
	return ui.Notice{Kind: ui.Demo, Title: lang.T("这是演练，不是真的召回", "This is a drill and no real recall"), Text: lang.T("不要下架、销毁任何食品，只答复收到。", "Take nothing off the shelf and destroy nothing; only answer.")}
}

// GradeTag is the grade of a recall, or that it is a drill.
func GradeTag(r recall.Row) ui.Component {
	if r.Drill {
		return ui.Tag{Label: lang.T("演练", "Drill"), Tone: ui.Still}
	}
	tone := ui.Soon
	if r.State != recall.Running {
		tone = ui.Neutral
	}
	return ui.Tag{Label: r.Grade.Title(), Tone: tone}
}

// Moment is an instant in a cell.
func Moment(t time.Time) ui.Component {
	return ui.Part(func(p ui.Page) templ.Component { return p.When(t) })
}
