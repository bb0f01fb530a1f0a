package api

import (
	"context"
	"crypto/sha256"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/licensing"
	"banjie/internal/limit"
)

type casesInput struct {
	Paging
	State string    `query:"state" maxLength:"200" doc:"States, separated by commas."`
	Item  string    `query:"item" maxLength:"40" doc:"Implementing code."`
	Unit  string    `query:"unit" maxLength:"40" doc:"Unit responsible; within what the caller may see."`
	Lamp  string    `query:"lamp" enum:"overdue,paused,deemed" doc:"How the case stands with its promise."`
	Open  string    `query:"open" enum:"true,false" doc:"Running or ended."`
	Since time.Time `query:"since" doc:"Opened at or after."`
	Until time.Time `query:"until" doc:"Opened before."`
	Order string    `query:"order" enum:"newest,urgency" default:"newest"`
}

// CaseRow is a case in a list: nothing private.
type CaseRow struct {
	Number   string         `json:"number"`
	Item     string         `json:"item"`
	State    casework.State `json:"state"`
	Version  int64          `json:"version"`
	Unit     string         `json:"unit"`
	Channel  string         `json:"channel"`
	Opened   time.Time      `json:"opened"`
	Accepted *time.Time     `json:"accepted,omitempty"`
	Decided  *time.Time     `json:"decided,omitempty"`
	Closed   *time.Time     `json:"closed,omitempty"`
	Result   string         `json:"result,omitempty"`
	Due      *time.Time     `json:"due,omitempty" doc:"First instant that is late by the next limit the office owes; of a closed case by the promise."`
	Paused   bool           `json:"paused,omitempty"`
	Deemed   bool           `json:"deemed,omitempty"`
	Late     bool           `json:"late,omitempty"`
	Href     string         `json:"href"`
}

type caseInput struct {
	Conditional
	Number string `path:"number" maxLength:"80" doc:"Public number of the case."`
}

type caseOutput struct {
	ETag     string `header:"ETag"`
	Location string `header:"Location"`
	Status   int
	Body     Case
}

type eventsInput struct {
	Paging
	Number string `path:"number" maxLength:"80" doc:"Public number of the case."`
}

type explanationInput struct {
	Number string `path:"number" maxLength:"80" doc:"Public number of the case."`
	Clock  string `path:"name" maxLength:"40" doc:"Name of the limit, e.g. statutory."`
}

// Explanation says day by day how a limit is counted.
type Explanation struct {
	Clock Clock      `json:"clock"`
	Days  []CountDay `json:"days"`
}

// CountDay is one day of an explanation.
type CountDay struct {
	Date    calendar.Day  `json:"date"`
	Kind    calendar.Kind `json:"kind"`
	Reason  limit.Reason  `json:"reason"`
	Counted bool          `json:"counted"`
	N       int           `json:"n,omitempty"`
	Holiday string        `json:"holiday,omitempty"`
	Notice  string        `json:"notice,omitempty"`
	Event   int           `json:"event,omitempty" doc:"Event that paused the limit."`
	Text    lang.Text     `json:"text"`
}

type trackInput struct {
	Body struct {
		Number string `json:"number" required:"true" maxLength:"80"`
		Code   string `json:"code" required:"true" maxLength:"40" doc:"Return code of 20 digits; spaces do not matter."`
	}
}

type fileInput struct {
	IdempotencyKey string `header:"Idempotency-Key" required:"true" minLength:"8" maxLength:"64" doc:"Your own name of this filing; the same key and content file once, for 30 days."`
	Body           Filing
}

// Filing asks for an item.
type Filing struct {
	Item        string                             `json:"item" required:"true" maxLength:"40" doc:"Implementing code."`
	Person      casework.Person                    `json:"person" required:"true" doc:"The applicant."`
	Form        map[string]any                     `json:"form,omitempty" doc:"Answers by the item's form."`
	Scenario    map[string]string                  `json:"scenario,omitempty"`
	Undertaking bool                               `json:"undertaking,omitempty" doc:"Promise instead of the papers that the item allows to be promised."`
	Materials   map[string]licensing.MaterialState `json:"materials,omitempty" doc:"Papers seen at a window; staff only."`
	Files       []FileRef                          `json:"files,omitempty" doc:"Uploaded files."`
	Renews      *licensing.Renewal                 `json:"renews,omitempty"`
	Window      string                             `json:"window,omitempty" maxLength:"20" doc:"Number of the window; staff only."`
}

// FileRef names an uploaded file.
type FileRef struct {
	Material string `json:"material" required:"true" maxLength:"80" doc:"Material of the item it is for."`
	Name     string `json:"name" required:"true" maxLength:"200" doc:"As the person calls it."`
	Hash     string `json:"hash" required:"true" pattern:"^[0-9a-f]{64}$" doc:"From the upload."`
}

func (s *Service) caseRoutes() {
	view := need{verb: access.ViewCase}
	handle(s, op("GET", "/cases", "list-cases", "Cases", "List the cases you may see 办件清单"), view, s.listCases)
	filing := op("POST", "/cases", "file-case", "Cases", "File an application 提交申请")
	filing.DefaultStatus = http.StatusCreated
	handle(s, filing, need{access.Receive, true}, s.file)
	handle(s, op("POST", "/cases/track", "track-case", "Cases", "Follow a case by number and return code 凭编号和查询码查进度"), open, s.track)
	handle(s, op("GET", "/cases/{number}", "get-case", "Cases", "A case 办件"), view, s.getCase)
	handle(s, op("GET", "/cases/{number}/events", "list-events", "Cases", "What happened in a case 办理过程"), view, s.listEvents)
	handle(s, op("GET", "/cases/{number}/clocks/{name}/explanation", "explain-clock", "Cases", "Why a limit ends when it ends, day by day 期限逐日说明"), view, s.explain)
	s.receiptRoute(view)
}

// load gives a case that the caller may see; otherwise the one answer.
func (s *Service) load(ctx context.Context, c caller, number string) (*casework.Case, *casework.Procedure, error) {
	key, err := s.Cases.ByNumber(ctx, s.Division, number)
	if err != nil {
		return nil, nil, err
	}
	k, p, err := s.Engine.Load(ctx, key)
	if err != nil {
		return nil, nil, err
	}
	if k.Sealed || k.Confided && c.IsStaff() { // they have pages of their own, which show each reader what is that reader's
		return nil, nil, fault.Missing()
	}
	if err := access.Check(c.Actor, access.ViewCase, k.Target()); err != nil {
		return nil, nil, err
	}
	return k, p, nil
}

// etag names a version of a case for a caller.
func etag(c caller, k *casework.Case) string {
	return `"` + strconv.FormatInt(k.Version, 10) + c.vary() + `"`
}

func (s *Service) getCase(ctx context.Context, c caller, in *caseInput) (*caseOutput, error) {
	k, p, err := s.load(ctx, c, in.Number)
	if err != nil {
		return nil, err
	}
	if tag := etag(c, k); in.matches(tag) {
		return nil, notModified(tag)
	}
	v, err := s.show(ctx, c, k, p)
	return &caseOutput{ETag: etag(c, k), Status: http.StatusOK, Body: v}, err
}

func (s *Service) listCases(ctx context.Context, c caller, in *casesInput) (*page[CaseRow], error) {
	after, err := readText(in.After)
	if err != nil {
		return nil, err
	}
	q := casework.Query{Division: s.Division, Item: in.Item, Lamp: casework.Lamp(in.Lamp), Since: in.Since, Until: in.Until,
		Order: casework.Order(in.Order), After: after, Limit: in.Limit, Unit: in.Unit}
	for _, state := range strings.Split(in.State, ",") {
		if state != "" {
			q.States = append(q.States, casework.State(state))
		}
	}
	if in.Open != "" {
		running := in.Open == "true"
		q.Open = &running
	}
	if ok := scope(c, &q); !ok {
		return &page[CaseRow]{Body: List[CaseRow]{Items: []CaseRow{}}}, nil
	}
	got, err := s.Cases.Cases(ctx, q)
	if fault.KindOf(err) == fault.NotFound {
		return nil, badCursor()
	}
	if err != nil {
		return nil, err
	}
	out := &page[CaseRow]{Body: List[CaseRow]{Items: make([]CaseRow, len(got.Rows))}}
	for i, r := range got.Rows {
		out.Body.Items[i] = CaseRow{r.Number, r.Item.Code, r.State, r.Version, r.Unit, r.Channel, r.Opened, instant(r.Accepted), instant(r.Decided),
			instant(r.Closed), r.Result, instant(r.NextDue), r.Paused, r.Deemed, r.Late, Prefix + "/cases/" + r.Number}
	}
	link := url.Values{"limit": {strconv.Itoa(in.Limit)}}
	for name, value := range map[string]string{"state": in.State, "item": in.Item, "unit": in.Unit, "lamp": in.Lamp, "open": in.Open, "order": in.Order} {
		set(link, name, value)
	}
	for name, at := range map[string]time.Time{"since": in.Since, "until": in.Until} {
		if !at.IsZero() {
			link.Set(name, at.Format(time.RFC3339Nano))
		}
	}
	out.Body.Next = next("/cases", link, writeText(got.Next))
	return out, nil
}

// scope narrows a list to what the caller may see; false: nothing at all. A unit's list
// holds what the unit is responsible for; cases in which it only has a task are found by
// their number or in its work list.
func scope(c caller, q *casework.Query) bool {
	sc := access.ScopeOf(c.Actor, access.ViewCase)
	switch sc.Reach {
	case access.Own:
		if sc.Party == "" {
			return false
		}
		q.Party, q.Before = sc.Party, sc.Before
	case access.Unit:
		if sc.Unit == "" || q.Unit != "" && q.Unit != sc.Unit {
			return false
		}
		q.Unit = sc.Unit
	case access.Division:
		return sc.Division == q.Division
	case access.None:
		return false
	}
	return true
}

func (s *Service) listEvents(ctx context.Context, c caller, in *eventsInput) (*page[Event], error) {
	after, err := readNumber(in.After)
	if err != nil {
		return nil, err
	}
	k, p, err := s.load(ctx, c, in.Number)
	if err != nil {
		return nil, err
	}
	sees := c.sees(k)
	if sees {
		s.look(c, k, "api_events")
	}
	out := &page[Event]{Body: List[Event]{Items: []Event{}}}
	for _, e := range k.Events {
		if e.Seq <= after {
			continue
		}
		if len(out.Body.Items) == in.Limit {
			last := out.Body.Items[in.Limit-1].Seq
			out.Body.Next = next("/cases/"+k.Number+"/events", url.Values{"limit": {strconv.Itoa(in.Limit)}}, writeNumber(last))
			break
		}
		out.Body.Items = append(out.Body.Items, eventView(c, k, e, p, sees))
	}
	return out, nil
}

func (s *Service) explain(ctx context.Context, c caller, in *explanationInput) (*struct{ Body Explanation }, error) {
	k, p, err := s.load(ctx, c, in.Number)
	if err != nil {
		return nil, err
	}
	ck, ok := k.Clock(in.Clock)
	if !ok {
		return nil, fault.Missing()
	}
	rows, err := ck.Explain(s.Calendar())
	if err != nil {
		return nil, err
	}
	return &struct{ Body Explanation }{Explanation{clockView(k.Number, ck, p), countDays(rows)}}, nil
}

func countDays(rows []limit.Counted) []CountDay {
	days := make([]CountDay, len(rows))
	for i, r := range rows {
		days[i] = CountDay{Date: r.Day, Kind: r.Kind, Reason: r.Reason, Counted: r.Counted, N: r.N, Holiday: r.Holiday,
			Text: lang.T(r.Text(lang.ZH), r.Text(lang.EN))}
		if r.Notice != nil {
			days[i].Notice = r.Notice.ShortCite()
		}
		if r.Pause != nil {
			days[i].Event = r.Pause.Event
		}
	}
	return days
}

// Track is what number and code show: how the case stands, nothing about the person.
type Track struct {
	Number   string         `json:"number"`
	Item     Item           `json:"item"`
	State    casework.State `json:"state"`
	Title    lang.Text      `json:"state_title"`
	Says     lang.Text      `json:"state_says"`
	UnitName lang.Text      `json:"unit_name"`
	Clocks   []Clock        `json:"clocks"`
	Events   []TrackEvent   `json:"events"`
}

// TrackEvent is a step of a case as number and code show it.
type TrackEvent struct {
	Kind  string         `json:"kind"`
	At    time.Time      `json:"at"`
	State casework.State `json:"state,omitempty"`
}

// track answers the same for a wrong number and a wrong code.
func (s *Service) track(ctx context.Context, _ caller, in *trackInput) (*struct{ Body Track }, error) {
	key, err := s.Cases.ByNumber(ctx, s.Division, strings.TrimSpace(in.Body.Number))
	if err != nil {
		return nil, err
	}
	hash, err := s.Cases.CodeHash(ctx, key)
	if err != nil {
		return nil, err
	}
	code := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '　' {
			return -1
		}
		return r
	}, in.Body.Code)
	if hash == "" || !sameText(hash, s.Codes.Hash(code)) {
		return nil, fault.Missing()
	}
	k, p, err := s.Engine.Load(ctx, key)
	if err != nil {
		return nil, err
	}
	v, err := s.show(ctx, caller{Actor: access.Actor{Role: access.Public, Division: s.Division}}, k, p)
	if err != nil {
		return nil, err
	}
	t := Track{v.Number, v.Item, v.State, v.Title, v.Says, v.UnitName, v.Clocks, []TrackEvent{}}
	for _, e := range k.Events {
		t.Events = append(t.Events, TrackEvent{e.Kind, e.At, e.Facts.To})
	}
	return &struct{ Body Track }{t}, nil
}

// file opens a case. The same key and content give the same answer again, code included.
func (s *Service) file(ctx context.Context, c caller, in *fileInput) (*caseOutput, error) {
	b := in.Body
	it, err := s.Items.Current(ctx, s.Division, b.Item)
	if err != nil {
		return nil, err
	}
	bad := fault.InvalidInput()
	id, err := document(b.Person, s.Calendar().DayOf(s.Clock.Now()))
	if err != nil {
		bad.At("person.id_value", fault.For(err).Message)
	}
	b.Person.IDValue = id
	if b.Person.Name, err = idnum.CheckName(b.Person.Name); err != nil {
		bad.At("person.name", fault.For(err).Message)
	}
	party := s.Codes.Party(b.Person.IDKind, b.Person.IDValue)
	if !c.IsStaff() && party != c.Whose() {
		bad.At("person.id_value", lang.T("令牌的账号只能为本人申请。", "The token's account may apply for itself only."))
	}
	if err := bad.Or(); err != nil {
		return nil, err
	}
	if err := access.Check(c.Actor, access.Receive, access.Target{Division: s.Division, Unit: it.Unit, Party: party}); err != nil {
		return nil, err
	}
	files, err := s.files(ctx, b.Files)
	if err != nil {
		return nil, err
	}
	input := &licensing.ReceiveInput{Undertaking: b.Undertaking, Scenario: b.Scenario, Materials: b.Materials, Renews: b.Renews}
	if err := s.vouch(ctx, c, input); err != nil {
		return nil, err
	}
	channel := "web"
	if c.IsStaff() {
		channel = "window"
	} else {
		b.Window = ""
	}
	content, err := encode(b)
	if err != nil {
		return nil, err
	}
	code := s.Codes.Derived(c.ID + "/" + in.IdempotencyKey)
	out, err := s.Engine.Do(ctx, casework.Command{
		Actor: c.Actor, Verb: "receive", Input: input,
		Open: &casework.Open{Procedure: procedureOf(it), Item: it.Code, Channel: channel, Window: b.Window, Party: party,
			Mandate: c.Mandate, CodeHash: s.Codes.Hash(code), Person: b.Person, Form: b.Form, Files: files},
		Idem: &casework.Idem{Actor: "api/" + c.ID, Key: in.IdempotencyKey, Hash: sha256.Sum256(content)},
	})
	if err != nil {
		return nil, err
	}
	p, err := s.Engine.Procedure(out.Case.Procedure, out.Case.ProcedureVersion)
	if err != nil {
		return nil, err
	}
	v, err := s.show(ctx, c, out.Case, p)
	v.Code = code
	return &caseOutput{ETag: etag(c, out.Case), Location: Prefix + "/cases/" + out.Case.Number, Status: http.StatusCreated, Body: v}, err
}

// document checks the number of the applicant's document and gives its one form.
func document(p casework.Person, today calendar.Day) (string, error) {
	kind := idnum.Kind(p.IDKind)
	switch kind {
	case idnum.KindResident, idnum.KindUSCC, idnum.KindPassport, idnum.KindPermit:
	default:
		return "", fault.InvalidInput().At("person.id_kind", lang.T("证件类型只能是 resident、uscc、passport、permit。", "The kind is resident, uscc, passport or permit."))
	}
	id, err := idnum.Check(kind, p.IDValue, today)
	if err != nil {
		return "", err
	}
	return id.String(), nil
}

// procedureOf is the procedure a case of an item runs.
func procedureOf(it catalog.Item) string {
	if it.Procedure == "" {
		return licensing.Name
	}
	return it.Procedure
}
