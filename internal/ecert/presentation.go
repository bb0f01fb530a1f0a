package ecert

import (
	"errors"
	"slices"
	"time"
	"unicode/utf8"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Presentation 亮证 is the holder's consent in a signed form: these fields of this
// certificate, to this audience, for this purpose, until this instant. It carries the
// fields themselves, so the audience checks it without asking a server.
type Presentation struct {
	Token       Random // random, names the showing in the holder's record
	Certificate string // full identifier
	Audience    string // who may look, in the words of the request
	Purpose     string
	From, Until time.Time
	ValidFrom   calendar.Day
	ValidUntil  calendar.Day
	Fields      []Field // the chosen ones, and nothing else; "holder" is the full name
	Demo        bool
	Key         KeyID
	Profile     Profile

	frame frame
}

// Request is what an audience asks the holder for, or the holder offers.
type Request struct {
	Audience string
	Purpose  string
	Fields   []string      // ids of the type's fields; HolderField for the full name
	For      time.Duration // how long it may be looked at
}

// HolderField stands for the holder's full name in a [Request].
const HolderField = "holder"

// MaxPresentation is the longest showing: long enough for a counter, too short to be kept as a copy.
const MaxPresentation = 15 * time.Minute

const maxPresentationText = 200

// PresentationRecord is the only trace of a showing. It belongs to the holder:
// no other role may list it, and checking a showing adds nothing to it.
type PresentationRecord struct {
	Token       Random
	Certificate string
	Audience    string
	Purpose     string
	Fields      []string
	At, Until   time.Time
}

// Present decides a showing. It refuses a certificate that is not in force, a field the
// certificate does not have, no audience, no purpose, no field, and more than [MaxPresentation].
// today is the calendar's day of now; token is random.
func Present(c Certificate, req Request, token Random, today calendar.Day, now time.Time) (Presentation, PresentationRecord, error) {
	wrong := fault.InvalidInput()
	if req.Audience == "" || utf8.RuneCountInString(req.Audience) > maxPresentationText {
		wrong.At("audience", lang.T("请写明出示给谁（不超过 200 字）。", "Say to whom it is shown (at most 200 characters)."))
	}
	if req.Purpose == "" || utf8.RuneCountInString(req.Purpose) > maxPresentationText {
		wrong.At("purpose", lang.T("请写明用途（不超过 200 字）。", "Say what for (at most 200 characters)."))
	}
	if req.For <= 0 || req.For > MaxPresentation {
		wrong.At("until", lang.T("出示时间最长 15 分钟。", "A showing lasts 15 minutes at most."))
	}
	if len(req.Fields) == 0 {
		wrong.At("fields", lang.T("请至少选择一项要出示的内容。", "Choose at least one line to show."))
	}
	p := Presentation{Token: token, Certificate: c.ID, Audience: req.Audience, Purpose: req.Purpose,
		From: now, Until: now.Add(req.For), ValidFrom: c.ValidFrom, ValidUntil: c.ValidUntil, Demo: c.Demo}
	for i, id := range req.Fields {
		f := Field{HolderField, lang.T("持证人", "Holder"), c.Holder.Name}
		if id != HolderField {
			at := slices.IndexFunc(c.Fields, func(f Field) bool { return f.ID == id })
			if at < 0 {
				wrong.At("fields."+id, lang.T("证照上没有这一栏。", "The certificate has no such line."))
				continue
			}
			f = c.Fields[at]
		}
		if slices.Contains(req.Fields[:i], id) {
			wrong.At("fields."+id, lang.T("这一栏选了两次。", "This line is chosen twice."))
			continue
		}
		p.Fields = append(p.Fields, f)
	}
	if err := wrong.Or(); err != nil {
		return Presentation{}, PresentationRecord{}, err
	}
	if !c.InForce(today) {
		return Presentation{}, PresentationRecord{}, fault.New(fault.Unlawful, "certificate_not_in_force",
			lang.T("这份证照今天无效，不能出示。", "This certificate is not in force today and cannot be shown."),
			lang.T("请在“我的证照”里查看它的状态。", "Please look at its status under My certificates."))
	}
	return p, PresentationRecord{token, c.ID, req.Audience, req.Purpose, slices.Clone(req.Fields), now, p.Until}, nil
}

// SignPresentation seals a showing; [URL] makes its address.
func SignPresentation(s Signer, p Presentation) ([]byte, error) {
	body := append([]byte(nil), p.Token[:]...)
	body = addShort(body, p.Certificate)
	body = addLong(addLong(body, p.Audience), p.Purpose)
	body = addInstant(addInstant(body, p.From), p.Until)
	body = addDay(addDay(body, p.ValidFrom), p.ValidUntil)
	body = append(body, byte(len(p.Fields)))
	for _, f := range p.Fields {
		if len(f.Value) > 1<<12 {
			return nil, fault.New(fault.TooLarge, "presentation_too_long",
				lang.T("“"+f.Name.ZH+"”内容太长，不能用二维码出示。", "\""+f.Name.EN+"\" is too long to be shown by a code."),
				lang.T("请少选一项，或出示纸质证照。", "Please leave it out, or show the paper."))
		}
		body = addShort(body, f.ID)
		body = addLong(addLong(addLong(body, f.Name.ZH), f.Name.EN), f.Value)
	}
	return seal(s, presentationForm, p.Demo, body)
}

// ParsePresentation takes a showing apart without believing it; see [VerifyPresentation].
func ParsePresentation(sealed []byte) (Presentation, error) {
	f, err := open(sealed, presentationForm)
	if err != nil {
		return Presentation{}, unreadable(err)
	}
	r := reader{rest: f.body}
	p := Presentation{Demo: f.demo, Key: f.key, Profile: f.profile, frame: f}
	p.Token = Random(r.take(16))
	p.Certificate = r.short()
	p.Audience, p.Purpose = r.long(), r.long()
	p.From, p.Until = r.instant(), r.instant()
	p.ValidFrom, p.ValidUntil = r.day(), r.day()
	valid := utf8.ValidString(p.Audience) && utf8.ValidString(p.Purpose)
	for range r.byte() {
		field := Field{ID: r.short(), Name: lang.Text{ZH: r.long(), EN: r.long()}, Value: r.long()}
		valid = valid && utf8.ValidString(field.ID+field.Name.ZH+field.Name.EN+field.Value)
		if r.err != nil {
			break
		}
		p.Fields = append(p.Fields, field)
	}
	if err := r.end(); err != nil {
		return Presentation{}, unreadable(err)
	}
	if !valid || p.Until.Sub(p.From) > MaxPresentation {
		return Presentation{}, unreadable(errors.New("text or time"))
	}
	return p, nil
}

// VerifyPresentation checks a showing as [Verify] checks a certificate, and its time. The
// clocks of two devices may differ by two minutes.
func VerifyPresentation(sealed []byte, keys Keys, list *StatusList, today calendar.Day, now time.Time) (Presentation, Report) {
	const skew = 2 * time.Minute
	var r Report
	p, err := ParsePresentation(sealed)
	if err != nil {
		r.note("format", Failed, "format_bad", nil)
		return Presentation{}, r.conclude(Unknown)
	}
	r.note("format", Passed, "format_good", nil)
	if v := r.signature(p.frame, keys); v != "" {
		return Presentation{}, r.conclude(v)
	}
	r.ID, r.ValidFrom, r.ValidUntil, r.Demo = p.Certificate, p.ValidFrom, p.ValidUntil, p.Demo
	args := map[string]string{"from": clockTime(p.From), "until": clockTime(p.Until), "audience": p.Audience, "purpose": p.Purpose}
	v := worse(r.validity(today), r.status(keys, list, today, now))
	r.note("audience", NotChecked, "presentation_audience", args)
	switch {
	case now.Add(skew).Before(p.From):
		r.note("time", Failed, "presentation_early", args)
		v = NotInForce
	case !now.Before(p.Until.Add(skew)):
		r.note("time", Failed, "presentation_over", args)
		v = NotInForce
	default:
		r.note("time", Passed, "presentation_in_time", args)
	}
	return p, r.conclude(v)
}
