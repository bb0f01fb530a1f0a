package ecert

import (
	"time"

	"banjie/internal/calendar"
	"banjie/internal/lang"
)

// Verdict is the answer in one word.
type Verdict string

const (
	InForce    Verdict = "in_force"     // genuine, within its validity, and a current status list does not name it
	Genuine    Verdict = "genuine"      // genuine and within its validity; its status could not be checked
	NotInForce Verdict = "not_in_force" // genuine, but run out, not begun, or no longer valid
	Forged     Verdict = "forged"       // the signature does not fit: altered or made up
	Unknown    Verdict = "unknown"      // cannot be told here: unreadable, or signed by a key this verifier does not know
)

// Outcome of one check.
type Outcome string

const (
	Passed     Outcome = "passed"
	Failed     Outcome = "failed"
	NotChecked Outcome = "not_checked"
)

// Finding is one check, done or not done, in words.
type Finding struct {
	Check   string    `json:"check"` // format, key, signature, demo, validity, status, successor, content, audience, time
	Outcome Outcome   `json:"outcome"`
	Text    lang.Text `json:"text"`
}

// Report says what was checked, what was not, and as of when.
type Report struct {
	Verdict    Verdict      `json:"verdict"`
	Summary    lang.Text    `json:"summary"`
	Findings   []Finding    `json:"findings"`
	ID         string       `json:"id,omitempty"`
	Holder     string       `json:"holder,omitempty"` // as a stranger may see it
	ValidFrom  calendar.Day `json:"valid_from,omitempty"`
	ValidUntil calendar.Day `json:"valid_until,omitempty"`
	Status     Status       `json:"status,omitempty"`
	Successor  string       `json:"successor,omitempty"`   // identifier of what stands in its place, where the issuer was asked
	StatusAsOf time.Time    `json:"status_as_of,omitzero"` // issue instant of the list used; zero: none used
	Demo       bool         `json:"demo,omitempty"`
}

func (r *Report) note(check string, outcome Outcome, message string, args map[string]string) {
	r.Findings = append(r.Findings, Finding{check, outcome, say(message, args)})
}

func (r *Report) conclude(v Verdict) Report {
	r.Verdict = v
	message := "verdict_" + string(v)
	if r.Demo && (v == InForce || v == Genuine) {
		message = "verdict_demo"
	}
	r.Summary = say(message, nil)
	return *r
}

// Verify checks a sealed payload with nothing but what is handed in: no network, no
// store, and no trace. list may be nil; then the report says that the status was not
// checked. now decides whether the list is stale, today (the calendar's day of now) whether the
// certificate is in force.
func Verify(sealed []byte, keys Keys, list *StatusList, today calendar.Day, now time.Time) Report {
	var r Report
	p, err := ParsePayload(sealed)
	if err != nil {
		r.note("format", Failed, "format_bad", nil)
		return r.conclude(Unknown)
	}
	r.note("format", Passed, "format_good", nil)
	if v := r.signature(p.frame, keys); v != "" {
		return r.conclude(v)
	}
	r.ID, r.Holder, r.ValidFrom, r.ValidUntil, r.Demo = p.Identifier.String(), p.Holder, p.ValidFrom, p.ValidUntil, p.Demo
	v := worse(r.validity(today), r.status(keys, list, today, now))
	r.note("content", NotChecked, "content_not_checked", nil)
	return r.conclude(v)
}

// worse gives the answer that promises less.
func worse(a, b Verdict) Verdict {
	for _, v := range []Verdict{NotInForce, Genuine} {
		if a == v || b == v {
			return v
		}
	}
	return InForce
}

// VerifyContent does what [Verify] does and compares a full copy of the certificate with the hash that was signed.
// Of a view, which lacks the salt that every issued certificate has, it says that nothing can be told of its text.
func VerifyContent(sealed []byte, c Certificate, keys Keys, list *StatusList, today calendar.Day, now time.Time) Report {
	r := Verify(sealed, keys, list, today, now)
	if r.Verdict == Forged || r.Verdict == Unknown {
		return r
	}
	r.Findings = r.Findings[:len(r.Findings)-1]
	if c.Salt == (Random{}) {
		r.note("content", NotChecked, "content_view", nil)
		return r.conclude(Unknown)
	}
	p, err := ParsePayload(sealed)
	if err != nil || c.Digest() != p.Digest || c.ID != r.ID {
		r.note("content", Failed, "content_bad", nil)
		return r.conclude(Forged)
	}
	r.note("content", Passed, "content_good", nil)
	if r.Replaced() && c.Successor != "" {
		r.note("successor", NotChecked, "successor_unsigned", map[string]string{"successor": c.Successor})
	}
	return r
}

// Replaced says that another certificate stands in the place of this genuine one.
func (r *Report) Replaced() bool { return r.Status == Amended || r.Status == Renewed }

// NameSuccessor adds which one, as the issuer's register says it. An identifier names a type,
// an issuer and a serial, and nobody: whoever holds the old certificate may know where the new
// one is found. A status list does not carry it.
func (r *Report) NameSuccessor(id string) {
	if r.Replaced() && id != "" {
		r.Successor = id
		r.note("successor", Passed, "successor", map[string]string{"successor": id})
	}
}

// VerifyCode checks what a code carries, a certificate or a showing; showing is nil for
// whatever is none.
func VerifyCode(sealed []byte, keys Keys, list *StatusList, today calendar.Day, now time.Time) (showing *Presentation, r Report) {
	if FormOf(sealed) != PresentationForm {
		return nil, Verify(sealed, keys, list, today, now)
	}
	p, r := VerifyPresentation(sealed, keys, list, today, now)
	return &p, r
}

// signature checks key and signature; "" means that both are good.
func (r *Report) signature(f frame, keys Keys) Verdict {
	key, known := keys.Find(f.key)
	args := map[string]string{"key": f.key.String(), "zh": key.Name.ZH, "en": key.Name.EN}
	switch {
	case !known:
		r.note("key", Failed, "key_unknown", args)
		return Unknown
	case key.Withdrawn:
		r.note("key", Failed, "key_withdrawn", args)
		return Unknown
	case key.Demo != f.demo:
		r.note("demo", Failed, "demo_mismatch", nil)
		return Forged
	}
	r.note("key", Passed, "key_known", args)
	if !f.genuine(key) {
		r.note("signature", Failed, "signature_bad", nil)
		return Forged
	}
	r.note("signature", Passed, "signature_good", nil)
	if f.demo {
		r.note("demo", Failed, "demo", nil)
	}
	return ""
}

func (r *Report) validity(today calendar.Day) Verdict {
	args := map[string]string{"today": today.String(), "from": r.ValidFrom.String(), "until": r.ValidUntil.String()}
	switch {
	case today < r.ValidFrom:
		r.Status = Valid
		r.note("validity", Failed, "validity_not_begun", args)
		return NotInForce
	case r.ValidUntil != 0 && today > r.ValidUntil:
		r.Status = Expired
		r.note("validity", Failed, "validity_over", args)
		return NotInForce
	case r.ValidUntil == 0:
		r.Status = Valid
		r.note("validity", Passed, "validity_open", args)
	default:
		r.Status = Valid
		r.note("validity", Passed, "validity_good", args)
	}
	return InForce
}

// status looks the certificate up. No list, one that cannot be trusted and one that
// is too old never count as "not listed": the report says so.
func (r *Report) status(keys Keys, list *StatusList, today calendar.Day, now time.Time) Verdict {
	if list == nil {
		r.note("status", NotChecked, "status_no_list", nil)
		return Genuine
	}
	if list.Demo != r.Demo || !list.SignedBy(keys) {
		r.note("status", NotChecked, "status_list_not_trusted", nil)
		return Genuine
	}
	r.StatusAsOf = list.Issued
	args := map[string]string{"asof": clockTime(list.Issued), "next": clockTime(list.Next), "today": today.String()}
	if status, day, listed := list.Lookup(r.ID); listed {
		name := status.Name()
		args["zh"], args["en"], args["day"] = name.ZH, name.EN, day.String()
		if day > today {
			r.note("status", Passed, "status_later", args)
			return InForce
		}
		r.Status = status
		r.note("status", Failed, "status_listed", args)
		return NotInForce
	}
	if now.After(list.Next) {
		r.note("status", NotChecked, "status_stale", args)
		return Genuine
	}
	r.note("status", Passed, "status_good", args)
	return InForce
}
