package commitment

import (
	"strings"
	"time"
	"unicode/utf8"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// State of a commitment.
type State string

// States.
const (
	Open      State = "open"
	Reported  State = "reported" // the unit says what came of it; nobody has looked yet
	Settled   State = "settled"
	Withdrawn State = "withdrawn"
)

// Outcome of a settled one.
type Outcome string

// Outcomes.
const (
	Kept   Outcome = "kept"
	Late   Outcome = "late"
	Partly Outcome = "partly"
	Unkept Outcome = "unkept"
)

// Claim is what the unit says came of it.
type Claim string

// Claims.
const (
	Delivered    Claim = "delivered"
	InPart       Claim = "partly"
	NotDelivered Claim = "unkept"
)

// Report is the unit's word on delivery.
type Report struct {
	Claim Claim        `json:"claim"`
	Day   calendar.Day `json:"day"`            // of delivery, or of the report where nothing was delivered
	Words string       `json:"words"`          // what was done; the reason where it was not
	Link  string       `json:"link,omitempty"` // to an indicator or a published paper
	File  string       `json:"file,omitempty"` // hash of the evidence
	Name  string       `json:"name,omitempty"` // of the file
	Size  int64        `json:"size,omitempty"`
	// Months are the last full ones by which a problem counts as solved.
	Months []Month `json:"months,omitempty"`
}

// Outcome that the claim leads to when it is confirmed.
func (r Report) Outcome(due calendar.Day) Outcome {
	switch {
	case r.Claim == InPart:
		return Partly
	case r.Claim == NotDelivered:
		return Unkept
	case r.Day > due:
		return Late
	}
	return Kept
}

// Event kinds, all acts without a case.
const (
	Published    = "commitment_published"
	Changed      = "commitment_changed"
	Delivery     = "commitment_reported"
	Confirmed    = "commitment_confirmed"
	Disputed     = "commitment_disputed"
	WithdrawnAct = "commitment_withdrawn"
)

// Kinds of events, in order of a life.
var eventKinds = []string{Published, Changed, Delivery, Confirmed, Disputed, WithdrawnAct}

// Act is what an event says.
type Act struct {
	Kind    string  `json:"-"`
	ID      string  `json:"id"`
	Base    int     `json:"base"` // acts on it before this one
	Terms   *Terms  `json:"terms,omitempty"`
	Hash    string  `json:"hash,omitempty"` // of the terms
	Reason  string  `json:"reason,omitempty"`
	Report  *Report `json:"report,omitempty"`
	Outcome Outcome `json:"outcome,omitempty"`

	file *casework.File
}

// Version is one version with the act that made it.
type Version struct {
	Terms  Terms     `json:"terms"`
	Hash   string    `json:"hash"`
	Reason string    `json:"reason,omitempty"` // of the change
	At     time.Time `json:"at"`
	Seq    int64     `json:"seq"` // of the event
}

// Entry is one act in the story of a commitment.
type Entry struct {
	Kind    string    `json:"kind"`
	At      time.Time `json:"at"`
	Seq     int64     `json:"seq"`
	Reason  string    `json:"reason,omitempty"`
	Report  *Report   `json:"report,omitempty"`
	Outcome Outcome   `json:"outcome,omitempty"`
}

// Commitment is a commitment as its acts have made it.
type Commitment struct {
	Terms
	State    State     `json:"state"`
	Outcome  Outcome   `json:"outcome,omitempty"`
	Report   *Report   `json:"report,omitempty"` // the newest that was not disputed
	Versions []Version `json:"versions"`
	Log      []Entry   `json:"log"`
}

// Running says that it still asks for something.
func (c Commitment) Running() bool { return c.State == Open || c.State == Reported }

// Overdue says that the day has passed and nothing is settled: a function of the day alone.
func (c Commitment) Overdue(today calendar.Day) bool { return c.Running() && today > c.Due }

// Apply gives the commitment after an act. The error is a fault when the act does not follow.
func (c Commitment) Apply(a Act, at time.Time, seq int64) (Commitment, error) {
	if a.Base != len(c.Log) || (a.Kind == Published) != (len(c.Log) == 0) {
		return c, fault.New(fault.Conflict, "commitment_moved",
			lang.T("这项承诺刚刚有了新的记录。", "Something has just been recorded on this commitment."),
			lang.T("请看过最新的情况再做一次。", "Please look at how it stands now and try again."))
	}
	n := Commitment{Terms: c.Terms, State: c.State, Outcome: c.Outcome, Report: c.Report}
	n.Versions = append(n.Versions, c.Versions...)
	n.Log = append(append(n.Log, c.Log...), Entry{Kind: a.Kind, At: at, Seq: seq, Reason: a.Reason, Report: a.Report, Outcome: a.Outcome})
	switch a.Kind {
	case Published, Changed:
		n.Terms, n.State, n.Report = *a.Terms, Open, nil
		n.Versions = append(n.Versions, Version{Terms: *a.Terms, Hash: a.Hash, Reason: a.Reason, At: at, Seq: seq})
	case Delivery:
		n.State, n.Report = Reported, a.Report
	case Disputed:
		n.State, n.Report = Open, nil
	case Confirmed:
		n.State, n.Outcome = Settled, a.Outcome
	case WithdrawnAct:
		n.State = Withdrawn
	}
	return n, nil
}

func (c Commitment) act(kind, reason string) Act {
	return Act{Kind: kind, ID: c.ID, Base: len(c.Log), Reason: strings.TrimSpace(reason)}
}

// Publish makes the first version. id is new.
func Publish(by access.Actor, id string, t Terms, today calendar.Day) (Act, error) {
	t = t.trimmed()
	t.ID, t.Version = id, 1
	if err := access.Check(by, access.WriteCommitment, access.Target{Division: by.Division, Unit: t.Unit}); err != nil {
		return Act{}, err
	}
	if err := t.check(today); err != nil {
		return Act{}, err
	}
	return Act{Kind: Published, ID: id, Terms: &t, Hash: t.Hash()}, nil
}

// Change makes the next version. Once the day has come nothing can be moved.
func (c Commitment) Change(by access.Actor, t Terms, reason string, today calendar.Day) (Act, error) {
	t = t.trimmed()
	t.ID, t.Version, t.Kind, t.Unit = c.ID, c.Version+1, c.Kind, c.Unit
	if err := c.may(by, access.WriteCommitment); err != nil {
		return Act{}, err
	}
	if err := c.before(today); err != nil {
		return Act{}, err
	}
	f := fault.InvalidInput()
	if err := t.check(today); err != nil {
		f.Fields = append(f.Fields, fault.For(err).Fields...)
	}
	given(f, "reason", reason, MaxText)
	if err := f.Or(); err != nil {
		return Act{}, err
	}
	if len(Diff(c.Terms, t)) == 0 {
		return Act{}, fault.New(fault.Conflict, "nothing_changed", lang.T("和现在的内容一样，没有改动。", "This says the same as the version in force."), lang.T("不需要再发布。", "There is nothing to publish."))
	}
	a := c.act(Changed, reason)
	a.Terms, a.Hash = &t, t.Hash()
	return a, nil
}

// Report says what came of it. file may be nil; months are the full months of a problem's rate
// up to today, oldest first.
func (c Commitment) Deliver(by access.Actor, r Report, file *casework.File, months []Month, today calendar.Day) (Act, error) {
	if err := c.may(by, access.WriteCommitment); err != nil {
		return Act{}, err
	}
	if c.State != Open {
		return Act{}, c.notNow()
	}
	r.Words, r.Link = strings.TrimSpace(r.Words), strings.TrimSpace(r.Link)
	f := fault.InvalidInput()
	given(f, "words", r.Words, MaxText)
	switch r.Claim {
	case Delivered:
		if r.Day < c.published() || r.Day > today {
			f.At("day", lang.T("兑现的日期要在承诺公开以后、今天或以前。", "The day lies after publication and not after today."))
		}
	case InPart, NotDelivered:
		if today < c.Due {
			f.At("claim", lang.T("日期还没有到，不能报没有兑现；确实做不到的，请在到期前撤下并写明原因。", "The day has not come yet. What cannot be done is withdrawn with a reason before its day."))
		}
		r.Day = today
	default:
		f.At("claim", lang.T("请选择兑现了没有。", "Please say whether it was delivered."))
	}
	if r.Claim != NotDelivered && r.Link == "" && file == nil {
		f.At("link", lang.T("请上传证明材料，或者填写能看到数字的网址。", "Please send a file, or give the address where the figure can be seen."))
	}
	if r.Link != "" && !goodLink(r.Link) {
		f.At("link", lang.T("网址要以“/”或者“https://”开头，不超过300个字。", "An address begins with / or https:// and has at most 300 characters."))
	}
	if err := f.Or(); err != nil {
		return Act{}, err
	}
	if c.Kind == Problem && r.Claim == Delivered {
		if r.Months = Last(months, Steady); !Stayed(r.Months, c.Limit) {
			return Act{}, notSteady()
		}
	}
	if file != nil {
		r.File, r.Name, r.Size = file.Hash, file.Name, file.Size
	}
	a := c.act(Delivery, "")
	a.Report, a.file = &r, file
	return a, nil
}

// Confirm settles it as reported. Whoever confirms is of another unit.
func (c Commitment) Confirm(by access.Actor, words string, months []Month) (Act, error) {
	if err := c.judge(by); err != nil {
		return Act{}, err
	}
	if c.Kind == Problem && c.Report.Claim == Delivered && !Stayed(Last(months, Steady), c.Limit) {
		return Act{}, notSteady()
	}
	f := fault.InvalidInput()
	given(f, "reason", words, MaxText)
	a := c.act(Confirmed, words)
	a.Outcome = c.Report.Outcome(c.Due)
	return a, f.Or()
}

// Dispute sends the report back: it is not shown that it was delivered.
func (c Commitment) Dispute(by access.Actor, reason string) (Act, error) {
	if err := c.judge(by); err != nil {
		return Act{}, err
	}
	f := fault.InvalidInput()
	given(f, "reason", reason, MaxText)
	return c.act(Disputed, reason), f.Or()
}

// Withdraw takes it back, in public and only before its day.
func (c Commitment) Withdraw(by access.Actor, reason string, today calendar.Day) (Act, error) {
	if err := c.may(by, access.WriteCommitment); err != nil {
		return Act{}, err
	}
	if err := c.before(today); err != nil {
		return Act{}, err
	}
	f := fault.InvalidInput()
	given(f, "reason", reason, MaxText)
	return c.act(WithdrawnAct, reason), f.Or()
}

func (c Commitment) may(by access.Actor, v access.Verb) error {
	return access.Check(by, v, access.Target{Division: by.Division, Unit: c.Unit})
}

func (c Commitment) judge(by access.Actor) error {
	if err := c.may(by, access.JudgeCommitment); err != nil {
		return err
	}
	if by.Unit == c.Unit {
		return fault.New(fault.Forbidden, "own_commitment", lang.T("自己单位的承诺不能由自己核实。", "A unit does not confirm its own commitment."), lang.T("请由别的单位的监督人员核实。", "Please leave it to a supervisor of another unit."))
	}
	if c.State != Reported {
		return c.notNow()
	}
	return nil
}

// before refuses what may only be done before the day has come.
func (c Commitment) before(today calendar.Day) error {
	if c.State != Open {
		return c.notNow()
	}
	if today >= c.Due {
		return fault.New(fault.Unlawful, "day_has_come", lang.T("兑现日期已经到了，不能再改动或者撤下。", "Its day has come; it can be neither changed nor withdrawn."), lang.T("请报告兑现情况；没有做到的，写明原因。", "Please report what came of it, with the reason where it was not kept."))
	}
	return nil
}

func (c Commitment) notNow() error {
	return fault.New(fault.Conflict, "commitment_not_open", lang.T("这项承诺现在不能这样做。", "This cannot be done to the commitment as it stands."), lang.T("请看页面上的状态和记录。", "Please look at its state and its record."))
}

// published is the day of the first version.
func (c Commitment) published() calendar.Day {
	return calendar.Builtin().DayOf(c.Versions[0].At)
}

func given(f *fault.Fault, path, text string, most int) {
	switch n := utf8.RuneCountInString(strings.TrimSpace(text)); {
	case n == 0:
		f.At(path, lang.T("请写明。", "Please write it down."))
	case n > most:
		f.At(path, lang.Format("请缩短到%d个字以内。", "Please shorten it to %d characters.", most))
	}
}

func goodLink(s string) bool {
	return len([]rune(s)) <= 300 && !strings.ContainsAny(s, " \t\n\"<>\\") &&
		(strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "/") && !strings.HasPrefix(s, "//"))
}
