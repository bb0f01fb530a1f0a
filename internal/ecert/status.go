package ecert

import (
	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/law"
)

// Status of one version of a certificate.
type Status string

const (
	Valid        Status = "valid"        // 有效
	Amended      Status = "amended"      // 已变更: a newer version states the changed facts
	Renewed      Status = "renewed"      // 已延续: the certificate of the renewal stands in its place
	Rescinded    Status = "rescinded"    // 撤销: should never have been granted
	Revoked      Status = "revoked"      // 吊销: taken away as a penalty
	Deregistered Status = "deregistered" // 注销: struck off the register
	Expired      Status = "expired"      // 过期: computed, never stored
)

// Verb is an act on a certificate.
type Verb string

const (
	Amend      Verb = "amend"
	Renew      Verb = "renew"
	Rescind    Verb = "rescind"
	Revoke     Verb = "revoke"
	Deregister Verb = "deregister"
	Restore    Verb = "restore"
)

// Transition is one row of the status machine.
type Transition struct {
	From    Status
	Verb    Verb
	To      Status
	Version bool     // the act makes a new version
	Basis   []string // articles it usually rests on, ids of internal/law; the act names its own
}

// transitions is the whole status machine. Code, documents and pages read this table.
var transitions = []Transition{
	{Valid, Amend, Amended, true, nil},
	{Valid, Renew, Renewed, false, []string{"xkf-50"}},
	{Valid, Rescind, Rescinded, false, []string{"xkf-69"}},
	{Valid, Revoke, Revoked, false, nil},
	{Valid, Deregister, Deregistered, false, []string{"xkf-70"}},
	{Expired, Renew, Renewed, false, []string{"xkf-50"}}, // the renewal begins the day after its last
	{Expired, Rescind, Rescinded, false, []string{"xkf-69"}},
	{Expired, Deregister, Deregistered, false, []string{"xkf-70"}},
	{Rescinded, Deregister, Deregistered, false, []string{"xkf-70"}},
	{Revoked, Deregister, Deregistered, false, []string{"xkf-70"}},
	{Renewed, Restore, Valid, false, []string{"xkf-69"}}, // the renewal was rescinded: as if it had not been
}

var statusNames = map[Status]lang.Text{
	Valid:        lang.T("有效", "valid"),
	Amended:      lang.T("已变更（已有新版本）", "amended (a newer version exists)"),
	Renewed:      lang.T("已延续（已换发新证）", "renewed (a newer certificate exists)"),
	Rescinded:    lang.T("已撤销", "rescinded"),
	Revoked:      lang.T("已吊销", "revoked"),
	Deregistered: lang.T("已注销", "deregistered"),
	Expired:      lang.T("已过有效期", "expired"),
}

// Name is the status as people read it.
func (s Status) Name() lang.Text { return statusNames[s] }

// Name is the verb as people read it.
func (v Verb) Name() lang.Text { return verbNames[v] }

var verbNames = map[Verb]lang.Text{
	Amend:      lang.T("变更", "amend"),
	Renew:      lang.T("延续", "renew"),
	Rescind:    lang.T("撤销", "rescind"),
	Revoke:     lang.T("吊销", "revoke"),
	Deregister: lang.T("注销", "deregister"),
	Restore:    lang.T("恢复", "restore"),
}

// Transitions gives a copy of the status machine.
func Transitions() []Transition { return append([]Transition(nil), transitions...) }

// Change is one act on a certificate as it is recorded.
type Change struct {
	Certificate string       `json:"certificate"` // identifier of the version acted on
	Verb        Verb         `json:"verb"`
	From        Status       `json:"from"`
	To          Status       `json:"to"`
	On          calendar.Day `json:"on"`     // first day of the new status
	Basis       string       `json:"basis"`  // id of internal/law
	Reason      string       `json:"reason"` // in the words of the deciding body; facts only, it is shown to the holder
	Successor   string       `json:"successor,omitempty"`
}

// Act is what somebody wants to do with a certificate.
type Act struct {
	Verb   Verb
	On     calendar.Day // first day of the new status
	Basis  string
	Reason string
	// Successor is the identifier of the certificate that a renewal issued, for Renew.
	Successor string
}

// StatusOn is the status on a day: the stored one, or [Expired] once a valid
// certificate's last day is over. A certificate that is not yet in force is still valid here.
func (c Certificate) StatusOn(day calendar.Day) Status {
	if c.Status != Valid && day >= c.StatusDay {
		return c.Status
	}
	if c.ValidUntil != 0 && day > c.ValidUntil {
		return Expired
	}
	return Valid
}

// InForce says that the certificate may be relied on that day.
func (c Certificate) InForce(day calendar.Day) bool {
	return c.StatusOn(day) == Valid && day >= c.ValidFrom
}

// End decides rescind, revoke and deregister, and renew and its undoing, restore: a renewal
// is a grant of its own with its own certificate. Amend goes through [Type.Replace].
func (c Certificate) End(a Act) (Certificate, Change, error) {
	tr, err := c.decide(a)
	if err != nil {
		return c, Change{}, err
	}
	if tr.Version {
		return c, Change{}, fault.New(fault.Invalid, "certificate_needs_version",
			lang.T("变更要写明新的内容。", "To amend, say what the new version states."),
			lang.T("请填写新版本的内容后再办理。", "Please fill in the new version and try again."))
	}
	next, change := c.after(tr, a)
	return next, change, nil
}

// Replace decides amend: it gives the old version with its new status, the
// new version, and the change that names it. The draft's serial and issuer stay those of the old version.
func (t Type) Replace(c Certificate, a Act, d Draft) (old, next Certificate, change Change, err error) {
	tr, err := c.decide(a)
	if err != nil {
		return c, Certificate{}, Change{}, err
	}
	if !tr.Version || c.Type != t.ID {
		return c, Certificate{}, Change{}, notPossible(c.StatusOn(a.On), a.Verb)
	}
	id, err := c.Identifier()
	if err != nil {
		return c, Certificate{}, Change{}, err
	}
	d.Serial, d.Issuer.USCC, d.Division, d.Demo = id.Serial, id.Issuer, c.Division, c.Demo
	next, err = t.version(d, c.Version+1)
	if err != nil {
		return c, Certificate{}, Change{}, err
	}
	a.Successor = next.ID
	old, change = c.after(tr, a)
	return old, next, change, nil
}

func (c Certificate) decide(a Act) (Transition, error) {
	wrong := fault.InvalidInput()
	if _, ok := law.Find(a.Basis); !ok {
		wrong.At("basis", lang.T("请写明法律依据。", "Please name the legal basis."))
	}
	if a.Reason == "" {
		wrong.At("reason", lang.T("请写明理由，持证人会看到。", "Please give the reason; the holder will read it."))
	}
	if a.Verb == Renew && a.Successor == "" {
		wrong.At("successor", lang.T("请写明延续后的新证照。", "Please name the certificate of the renewal."))
	}
	if a.On < c.IssuedOn || c.Status != Valid && a.On < c.StatusDay {
		wrong.At("on", lang.T("日期早于证照目前状态开始的日期。", "The day lies before the present status began."))
	}
	if err := wrong.Or(); err != nil {
		return Transition{}, err
	}
	from := c.StatusOn(a.On)
	for _, tr := range transitions {
		if tr.From == from && tr.Verb == a.Verb {
			return tr, nil
		}
	}
	return Transition{}, notPossible(from, a.Verb)
}

func (c Certificate) after(tr Transition, a Act) (Certificate, Change) {
	c.Status, c.StatusDay, c.Successor = tr.To, a.On, a.Successor
	if tr.To == Valid {
		c.StatusDay = 0
	}
	return c, Change{Certificate: c.ID, Verb: a.Verb, From: tr.From, To: tr.To, On: a.On, Basis: a.Basis, Reason: a.Reason, Successor: a.Successor}
}

func notPossible(from Status, verb Verb) *fault.Fault {
	return fault.New(fault.Unlawful, "certificate_status",
		lang.T("这份证照的状态是“"+from.Name().ZH+"”，不能办理“"+verb.Name().ZH+"”。",
			"The status of this certificate is \""+from.Name().EN+"\"; \""+verb.Name().EN+"\" is not possible."),
		lang.T("请先核对证照目前的状态；没有任何改动。", "Please check the present status of the certificate; nothing was changed."))
}
