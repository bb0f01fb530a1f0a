// Package casepaper is the papers of a case, as PDF to print: what the law wants in writing
// and what the applicant takes home.
//
//	received ─▶ receipt slip
//	correction asked ─▶ the one correction notice │ accepted ─▶ acceptance notice
//	refused ─▶ decision not to accept │ denied ─▶ decision against │ granted ─▶ decision for
//	                 └── both with the remedies and their last days, as the event computed them
//
// A paper says what its event says and nothing more: it is made on demand from the same
// facts that both sides see, and the same case gives the same bytes. Written, dated and
// sealed notices of acceptance and refusal are law:xkf-32.4 and law:zyc-11, a decision
// with reasons and remedies law:xkf-38. In a demonstration each paper says so on its face.
//
// The seal is a place left free: the package signs nothing electronically. It checks no
// access; the pages ask who may see the case.
package casepaper

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/ecert"
	"banjie/internal/ecert/print"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/ledger"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Kind is the sort of paper; it stands in the address.
type Kind string

const (
	Receipt    Kind = "receipt"
	Correction Kind = "correction"
	Acceptance Kind = "acceptance"
	Refusal    Kind = "refusal"
	Denial     Kind = "denial"
	Grant      Kind = "grant"
)

// papers says which act makes which paper, in the order of a case.
var papers = []struct {
	kind  Kind
	made  []string // kinds of the event
	title lang.Text
}{
	{Receipt, []string{"received"}, lang.T("申请材料接收凭证", "Receipt of an application")},
	{Correction, []string{"correction_requested"}, lang.T("补正材料一次性告知书", "One-time notice of corrections")},
	{Acceptance, []string{"accepted", "accepted_tolerantly", "deemed_accepted"}, lang.T("受理通知书", "Notice of acceptance")},
	{Refusal, []string{"refused"}, lang.T("不予受理决定书", "Decision not to accept")},
	{Denial, []string{"denied"}, lang.T("不予许可决定书", "Decision not to grant")},
	{Grant, []string{"granted", "deemed_renewed"}, lang.T("准予许可决定书", "Decision to grant")},
}

// Paper is one that a case has.
type Paper struct {
	Kind  Kind
	Title lang.Text
	Event casework.Event // that made it
}

// Of lists the papers of a case. A decision about something that is no licence is called
// by its plain name.
func Of(c *casework.Case, item *catalog.Item) []Paper {
	var all []Paper
	for _, p := range papers {
		for _, kind := range p.made {
			e, ok := last(c, kind)
			if !ok {
				continue
			}
			title := p.title
			if item != nil && item.Kind != catalog.License {
				title = lang.T(strings.ReplaceAll(title.ZH, "许可", "办理"), title.EN)
			}
			all = append(all, Paper{p.kind, title, e})
			break
		}
	}
	return all
}

func last(c *casework.Case, kind string) (e casework.Event, ok bool) {
	for _, x := range c.Events {
		if x.Kind == kind {
			e, ok = x, true
		}
	}
	return e, ok
}

// Links lead to the papers of a case whose pages stand under base.
func Links(c *casework.Case, item *catalog.Item, base string) ui.Component {
	if c == nil || len(Of(c, item)) == 0 {
		return nil
	}
	a := ui.Actions{}
	for _, p := range Of(c, item) {
		a = append(a, ui.LinkButton{Label: p.Title, Href: base + "/papers/" + string(p.Kind) + ".pdf", Look: ui.Secondary, Icon: ui.IconPrint})
	}
	return ui.Section{ID: "letters", Title: lang.T("文书（PDF，可打印）", "Papers (PDF, to print)"), Body: ui.Components{a}}
}

// Input is everything a paper is made of.
type Input struct {
	Case     *casework.Case
	Item     *catalog.Item // nil where the case has none
	Calendar *calendar.Calendar
	Unit     func(id string) lang.Text
	Demo     bool
	Base     string         // public address, for tracking
	Receipt  ledger.Receipt // of the filing; for the slip
}

// Send answers with a paper of a case the visitor may see. base of the file's name is the
// paper's kind; anything else is not found.
func Send(w http.ResponseWriter, r *site.Request, c *casework.Case, item *catalog.Item, file string) error {
	name, ok := strings.CutSuffix(file, ".pdf")
	if !ok {
		return fault.Missing()
	}
	in := Input{Case: c, Item: item, Calendar: r.Site.Calendar(), Unit: r.Unit, Demo: r.Site.Demo != nil, Base: r.Site.Base}
	if Kind(name) == Receipt {
		var err error
		if in.Receipt, err = r.Site.Cases.Receipt(r.Context(), c.Events[0]); err != nil {
			return err
		}
	}
	d, err := in.Document(Kind(name))
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := print.Print(&out, d); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name + "-" + idnum.ShortCase(c.Number) + ".pdf"}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	_, err = out.WriteTo(w)
	return err
}

// Document makes a paper; fault.NotFound for one the case does not have.
func (in Input) Document(kind Kind) (print.Document, error) {
	for _, p := range Of(in.Case, in.Item) {
		if p.Kind == kind {
			return in.draw(p)
		}
	}
	return print.Document{}, fault.Missing()
}

func (in Input) draw(p Paper) (print.Document, error) {
	d := print.Document{Look: ecert.Letter, Title: p.Title.ZH, Subtitle: p.Title.EN, Number: "办件编号 " + in.Case.Number, Recipient: in.applicant() + "：",
		Signature: print.Signature{Unit: in.unit(), Date: in.day(p.Event.Effective), Seal: p.Kind != Receipt}, Demo: in.Demo}
	switch p.Kind {
	case Receipt:
		d.Look, d.Recipient = ecert.Slip, ""
		if err := in.receipt(&d); err != nil {
			return d, err
		}
	case Correction:
		in.correction(&d, p.Event)
	case Acceptance:
		in.acceptance(&d, p.Event)
	case Refusal, Denial:
		in.against(&d, p)
	case Grant:
		in.grant(&d, p.Event)
	}
	d.Footer = append(d.Footer, "查询进度：打开 "+strings.TrimRight(in.Base, "/")+"/track，输入办件编号和查询码。")
	if in.Demo {
		d.Footer = append(d.Footer, "本件由演示系统生成，不具有法律效力。Made by a demonstration system; it has no legal force.")
	}
	return d, nil
}

// applicant is who asked; after an erasure nobody is named, nor where no name was given.
func (in Input) applicant() string {
	for _, e := range in.Case.Events {
		if e.Private.Person != nil && e.Private.Person.Name != "" {
			return e.Private.Person.Name
		}
	}
	if !slices.ContainsFunc(in.Case.Events, func(e casework.Event) bool { return e.Erased }) {
		return "未留姓名的来件人"
	}
	return "申请人（个人信息已依法删除）"
}

func (in Input) matter() string {
	if in.Item != nil {
		return in.Item.Name.ZH
	}
	return in.Case.Item.Code
}

func (in Input) unit() string {
	id := in.Case.Unit
	if in.Item != nil && in.Item.Unit != "" {
		id = in.Item.Unit
	}
	return in.Unit(id).ZH
}

func (in Input) day(t time.Time) calendar.Day { return in.Calendar.DayOf(t) }

func (in Input) date(t time.Time) string { return ecert.ChineseDate(in.day(t)) }

// clock is the last day of one of the case's clocks, as an event of the case set it.
func (in Input) clock(e casework.Event, names ...string) (string, bool) {
	for _, name := range names {
		for _, k := range e.Facts.Clocks {
			if k.Name == name && !k.Due.At.IsZero() && !k.Due.Paused {
				text := ecert.ChineseDate(k.Due.Day)
				if k.Due.Provisional {
					text += "（次年放假安排尚未公布，暂定）"
				}
				return text, true
			}
		}
	}
	return "", false
}

// receiptSide is the side of a receipt's code in points, 8 cm: it holds the whole proof,
// and a telephone must be able to tell its modules apart.
const receiptSide = 227

func (in Input) receipt(d *print.Document) error {
	origin, _, _ := strings.Cut(in.Receipt.Checkpoint, "\n")
	d.Table = []print.Row{{Label: "事项", Value: in.matter()}, {Label: "申请人", Value: in.applicant()}, {Label: "收到时间", Value: in.Case.Opened.In(in.Calendar.Zone()).Format("2006年1月2日 15:04")}}
	if due, ok := in.clock(in.Case.Events[0], "notice"); ok {
		d.Table = append(d.Table, print.Row{Label: "答复期限", Value: "最晚 " + due + " 答复是否受理；到期没有答复，就视为受理。"})
	}
	d.Closing = append([]string{ledger.Title(origin)}, in.Receipt.Lines...)
	text, err := in.Receipt.Code()
	if err != nil {
		return fmt.Errorf("casepaper: %w", err)
	}
	d.QR, d.QRSide = strings.TrimRight(in.Base, "/")+"/v/receipt#"+text, receiptSide
	d.Footer = []string{"扫码可核对这份凭证；不联网时运行 banjie verify。Scan to check this receipt, or run banjie verify."}
	return nil
}
