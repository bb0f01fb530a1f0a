package api

import (
	"context"
	"slices"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/licensing"
	"banjie/internal/limit"
)

// Case is one asking as the API shows it.
type Case struct {
	Number    string            `json:"number"`
	Procedure string            `json:"procedure"`
	Item      Item              `json:"item"`
	State     casework.State    `json:"state"`
	Title     lang.Text         `json:"state_title"`
	Says      lang.Text         `json:"state_says" doc:"What happens now and who must act."`
	Version   int64             `json:"version" doc:"Number of the last event; goes into If-Match."`
	Unit      string            `json:"unit" doc:"Unit responsible now."`
	UnitName  lang.Text         `json:"unit_name"`
	Channel   string            `json:"channel"`
	Unsigned  bool              `json:"unsigned,omitempty" doc:"Filed without signing in: nobody checked who filed it."`
	Disowned  bool              `json:"disowned,omitempty" doc:"The owner of the document says that the filing is not theirs."`
	Opened    time.Time         `json:"opened"`
	Accepted  *time.Time        `json:"accepted,omitempty"`
	Decided   *time.Time        `json:"decided,omitempty"`
	Closed    *time.Time        `json:"closed,omitempty"`
	Result    string            `json:"result,omitempty"`
	Visits    int               `json:"visits"`
	Clocks    []Clock           `json:"clocks"`
	Tasks     []Task            `json:"tasks"`
	Person    *casework.Person  `json:"person,omitempty" doc:"The applicant; for those who may see personal data. Each look of staff is recorded."`
	Form      map[string]any    `json:"form,omitempty" doc:"Answers as they stand now; like person."`
	Verbs     []Verb            `json:"verbs" doc:"What this caller may do now."`
	Code      string            `json:"code,omitempty" doc:"Return code; only in the answer to the filing itself."`
	Links     map[string]string `json:"links"`
}

// Item names the item of a case.
type Item struct {
	Code    string    `json:"code"`
	Version int       `json:"version"`
	Name    lang.Text `json:"name"`
}

// Clock is one limit of a case.
type Clock struct {
	Name        string       `json:"name"`
	Title       lang.Text    `json:"title"`
	State       limit.State  `json:"state"`
	Limit       limit.Limit  `json:"limit"`
	Start       calendar.Day `json:"start"`
	Due         calendar.Day `json:"due,omitempty" doc:"Last day; absent while paused."`
	Provisional bool         `json:"provisional,omitempty" doc:"A day used lies in a year whose holidays are not announced."`
	Applicants  bool         `json:"applicants,omitempty" doc:"The limit binds the applicant."`
	Basis       string       `json:"basis,omitempty"`
	Ended       *time.Time   `json:"ended,omitempty"`
	Explanation string       `json:"explanation" doc:"Address of the day by day account."`
}

// Task is one unit's part.
type Task struct {
	Step    string             `json:"step"`
	Task    string             `json:"task"`
	Unit    string             `json:"unit"`
	State   casework.TaskState `json:"state"`
	Outcome string             `json:"outcome,omitempty"`
}

// Verb is something that may be done now.
type Verb struct {
	Verb  string    `json:"verb"`
	Title lang.Text `json:"title"`
	Href  string    `json:"href"`
}

// Event is something that happened.
type Event struct {
	Seq       int64             `json:"seq"`
	Kind      string            `json:"kind"`
	At        time.Time         `json:"at"`
	Effective time.Time         `json:"effective" doc:"The lawful instant."`
	Recorded  time.Time         `json:"recorded"`
	Leaf      int64             `json:"leaf" doc:"Number in the ledger, from 0."`
	Role      access.Role       `json:"role"`
	Unit      string            `json:"unit,omitempty"`
	From      casework.State    `json:"from,omitempty"`
	To        casework.State    `json:"to,omitempty"`
	Result    string            `json:"result,omitempty"`
	Code      string            `json:"code,omitempty"`
	Basis     []string          `json:"basis,omitempty"`
	Clocks    []Clock           `json:"clocks,omitempty"`
	Words     string            `json:"words,omitempty" doc:"Reasons and messages; for those who may see personal data."`
	Notes     map[string]string `json:"notes,omitempty"`
	Files     []casework.File   `json:"files,omitempty"`
	Erased    bool              `json:"erased,omitempty" doc:"The personal data of this event were deleted."`
}

func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// sees says whether the caller may see personal data of a case.
func (c caller) sees(k *casework.Case) bool {
	return access.Check(c.Actor, access.OpenPersonalData, k.Target()) == nil && (c.token == nil || c.token.Allows(access.OpenPersonalData))
}

// look records that staff read personal data.
func (s *Service) look(c caller, k *casework.Case, what string) {
	if c.IsStaff() && s.Reads != nil {
		s.Reads.Read(c.Actor, k.Key, what, s.Clock.Now())
	}
}

// show makes the view of a case for a caller.
func (s *Service) show(ctx context.Context, c caller, k *casework.Case, p *casework.Procedure) (Case, error) {
	info := p.Info(k.State)
	v := Case{
		Number: k.Number, Procedure: k.Procedure, Item: Item{Code: k.Item.Code, Version: k.Item.Version}, State: k.State, Title: info.Title, Says: info.Says,
		Version: k.Version, Unit: k.Unit, UnitName: lang.T(k.Unit, k.Unit), Channel: k.Channel, Unsigned: k.FiledUnsigned(), Disowned: licensing.FileOf(k).Disowned, Opened: k.Opened,
		Accepted: instant(k.Accepted), Decided: instant(k.Decided), Closed: instant(k.Closed), Result: k.Result, Visits: k.Visits,
		Clocks: []Clock{}, Tasks: []Task{}, Verbs: s.verbs(c, k, p),
	}
	if u, ok := s.Org().Unit(k.Unit); ok {
		v.UnitName = u.Name
	}
	if k.Item.Code != "" {
		it, err := s.Engine.Catalogue.Version(k.Division, k.Item.Code, k.Item.Version)
		if err != nil {
			return v, err
		}
		v.Item.Name = it.Name
	}
	for _, ck := range k.Clocks {
		v.Clocks = append(v.Clocks, clockView(k.Number, ck, p))
	}
	for _, t := range k.Tasks {
		v.Tasks = append(v.Tasks, Task{t.Step, t.ID, t.Unit, t.State, t.Outcome})
	}
	if c.sees(k) {
		s.look(c, k, "api")
		v.Form = map[string]any{}
		for _, e := range k.Events {
			if e.Private.Person != nil {
				v.Person = e.Private.Person
			}
			for name, answer := range e.Private.Form {
				v.Form[name] = answer
			}
		}
	}
	at := Prefix + "/cases/" + k.Number
	v.Links = map[string]string{"self": at, "events": at + "/events", "receipt": at + "/receipt"}
	if k.Result == "granted" && c.sees(k) {
		issued, err := s.Certificates.OfCase(ctx, k.Key)
		if err != nil {
			return v, err
		}
		if len(issued) > 0 { // the newest version
			v.Links["certificate"] = Prefix + "/certificates/" + issued[0].ID
		}
	}
	return v, nil
}

func clockView(number string, k limit.Clock, p *casework.Procedure) Clock {
	v := Clock{Name: k.Name, State: k.State, Limit: k.Limit, Start: k.Start, Due: k.Due.Day, Provisional: k.Due.Provisional, Applicants: k.Theirs,
		Basis: k.Basis, Ended: instant(k.Ended), Explanation: Prefix + "/cases/" + number + "/clocks/" + k.Name + "/explanation"}
	if r, ok := p.Rule(k.Name); ok {
		v.Title = r.Title
	}
	return v
}

// verbs are what the caller may do now: by state, relation, access and token.
func (s *Service) verbs(c caller, k *casework.Case, p *casework.Procedure) []Verb {
	out := []Verb{}
	mine := casework.RelationOf(c.Actor, k)
	for _, t := range p.Transitions {
		verb := access.Verb(t.Verb)
		if t.Quiet || !slices.Contains(t.From, k.State) || !slices.ContainsFunc(t.By, func(r casework.Relation) bool { return slices.Contains(mine, r) }) {
			continue
		}
		if c.token == nil || !c.token.Allows(verb) || access.Check(c.Actor, verb, k.Target()) != nil {
			continue
		}
		out = append(out, Verb{t.Verb, t.Title, Prefix + "/cases/" + k.Number + "/" + t.Verb})
	}
	return out
}

// eventView shows an event; words only to those who may see personal data, an opinion within
// the office to its applicant only with the decision, and of a rating to staff that there is
// one, as on the pages.
func eventView(c caller, k *casework.Case, e casework.Event, p *casework.Procedure, sees bool) Event {
	f := e.Facts
	v := Event{Seq: e.Seq, Kind: e.Kind, At: e.At, Effective: e.Effective, Recorded: e.Recorded, Leaf: e.N, Role: e.By.Role, Unit: e.By.Unit,
		From: f.From, To: f.To, Result: f.Result, Code: f.Code, Basis: f.Basis, Erased: e.Erased}
	rated := c.IsStaff() && (e.Kind == "rated" || e.Kind == "rated_again") // that there is a rating, not which: the rater is protected
	if rated || !c.IsStaff() && k.Withholds(e) {
		v.Code = ""
	}
	for _, c := range f.Clocks {
		v.Clocks = append(v.Clocks, clockView(k.Number, c, p))
	}
	if sees && !rated && (c.IsStaff() || !k.Withholds(e)) {
		v.Words, v.Files = e.Private.Text, e.Private.Files
		for name, note := range e.Private.Notes {
			if name != "certificate_salt" { // protects the holder's name in the certificate's code
				if v.Notes == nil {
					v.Notes = map[string]string{}
				}
				v.Notes[name] = note
			}
		}
	}
	return v
}
