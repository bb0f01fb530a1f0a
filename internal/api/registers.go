package api

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/registers/commitment"
	"banjie/internal/registers/publiclist"
)

// CommitmentRow is a public commitment in a list.
type CommitmentRow struct {
	commitment.Terms
	State   commitment.State   `json:"state"`
	Outcome commitment.Outcome `json:"outcome,omitempty" doc:"Of a settled one: kept, late, partly, unkept."`
	Overdue bool               `json:"overdue" doc:"Its day has passed and nothing is settled."`
	Hash    string             `json:"hash" doc:"SHA-256 of the version in force, as on the ledger."`
	Href    string             `json:"href"`
}

// CommitmentVersion is one version of a commitment.
type CommitmentVersion struct {
	Terms  commitment.Terms `json:"terms"`
	Hash   string           `json:"hash"`
	Reason string           `json:"reason,omitempty" doc:"Why it was changed."`
	At     time.Time        `json:"at"`
}

// CommitmentAct is one act in the story of a commitment.
type CommitmentAct struct {
	Kind    string             `json:"kind"`
	At      time.Time          `json:"at"`
	Reason  string             `json:"reason,omitempty"`
	Claim   commitment.Claim   `json:"claim,omitempty" doc:"What the unit reported: delivered, partly, unkept."`
	Words   string             `json:"words,omitempty"`
	Link    string             `json:"link,omitempty"`
	Outcome commitment.Outcome `json:"outcome,omitempty"`
}

// CommitmentWhole is a commitment with all versions and acts.
type CommitmentWhole struct {
	CommitmentRow
	Versions []CommitmentVersion `json:"versions"`
	Acts     []CommitmentAct     `json:"acts"`
}

// KeptOfDue is how commitments stand, counted today.
type KeptOfDue struct {
	Day     calendar.Day `json:"day"`
	Due     int64        `json:"due" doc:"Their day has passed, withdrawn ones left out."`
	Kept    int64        `json:"kept" doc:"Of due: confirmed as kept in time."`
	Late    int64        `json:"late"`
	Partly  int64        `json:"partly"`
	Unkept  int64        `json:"unkept"`
	Overdue int64        `json:"overdue" doc:"Of due: nothing settled."`
	Waiting int64        `json:"waiting" doc:"Reported, to be confirmed."`
	Open    int64        `json:"open"`
	Taken   int64        `json:"withdrawn"`
}

// ListVersion is a version of one of the four lists without its entries.
type ListVersion struct {
	publiclist.Stand
	Href string `json:"href"`
}

type commitmentsInput struct {
	Paging
	Unit  string `query:"unit" maxLength:"40" doc:"Unit that promised."`
	Kind  string `query:"kind" maxLength:"10" doc:"public, legal, service or problem."`
	State string `query:"state" maxLength:"10" doc:"open, reported, settled or withdrawn."`
}

type commitmentInput struct {
	ID string `path:"id" maxLength:"40" doc:"Number of the commitment."`
}

type tallyInput struct {
	Unit string `query:"unit" maxLength:"40" doc:"Unit that promised; empty for all."`
}

// ListInput names one of the four lists; exported for the framework.
type ListInput struct {
	Kind string `path:"kind" maxLength:"20" doc:"powers, duties, restrictions or funds."`
}

type entriesInput struct {
	Paging
	ListInput
	Version int    `query:"version" minimum:"0" doc:"Version; 0 or none for the newest."`
	Unit    string `query:"unit" maxLength:"40"`
	Type    string `query:"type" maxLength:"40" doc:"Type of the entry; of a power its two digits."`
	Words   string `query:"q" maxLength:"100" doc:"Words sought in code, name, text and basis."`
}

type diffInput struct {
	Paging
	ListInput
	From int `query:"from" minimum:"1" required:"true"`
	To   int `query:"to" minimum:"1" required:"true"`
}

func (s *Service) registerRoutes() {
	handle(s, op("GET", "/commitments", "list-commitments", "Registers", "Public commitments, overdue first 公开承诺"), open, s.commitments)
	handle(s, op("GET", "/commitments/{id}", "get-commitment", "Registers", "A commitment with every version and act 承诺的全部版本和记录"), open, s.commitment)
	handle(s, op("GET", "/commitments-kept", "count-commitments", "Registers", "Kept and due 兑现情况"), open, s.kept)
	handle(s, op("GET", "/lists", "list-lists", "Registers", "The four lists as they stand 四张清单"), open, s.lists)
	handle(s, op("GET", "/lists/{kind}", "list-entries", "Registers", "Entries of a list 清单条目"), open, s.entries)
	handle(s, op("GET", "/lists/{kind}/versions", "list-list-versions", "Registers", "All versions of a list 清单的历次版本"), open, s.listVersions)
	handle(s, op("GET", "/lists/{kind}/diff", "diff-list", "Registers", "What changed between two versions 两版的差别"), open, s.listDiff)
}

func (s *Service) today() calendar.Day { return s.Calendar().DayOf(s.Clock.Now()) }

func (s *Service) row(c commitment.Commitment) CommitmentRow {
	return CommitmentRow{Terms: c.Terms, State: c.State, Outcome: c.Outcome, Overdue: c.Overdue(s.today()), Hash: c.Versions[len(c.Versions)-1].Hash, Href: Prefix + "/commitments/" + c.ID}
}

func (s *Service) commitments(ctx context.Context, _ caller, in *commitmentsInput) (*page[CommitmentRow], error) {
	after, err := readText(in.After)
	if err != nil {
		return nil, err
	}
	got, err := s.Commitments.Commitments(ctx, commitment.Query{Division: s.Division, Unit: in.Unit, Kind: commitment.Kind(in.Kind), State: commitment.State(in.State), After: after, Limit: in.Limit})
	if f, ok := fault.As(err); ok && f.Code == "bad_cursor" {
		return nil, badCursor()
	}
	if err != nil {
		return nil, err
	}
	out := &page[CommitmentRow]{Body: List[CommitmentRow]{Items: make([]CommitmentRow, len(got.Rows))}}
	for i, c := range got.Rows {
		out.Body.Items[i] = s.row(c)
	}
	q := url.Values{"limit": {strconv.Itoa(in.Limit)}}
	set(q, "unit", in.Unit)
	set(q, "kind", in.Kind)
	set(q, "state", in.State)
	out.Body.Next = next("/commitments", q, writeText(got.Next))
	return out, nil
}

func (s *Service) commitment(ctx context.Context, _ caller, in *commitmentInput) (*struct{ Body CommitmentWhole }, error) {
	c, err := s.Commitments.Commitment(ctx, s.Division, in.ID)
	if err != nil {
		return nil, err
	}
	w := CommitmentWhole{CommitmentRow: s.row(c)}
	for _, v := range c.Versions {
		w.Versions = append(w.Versions, CommitmentVersion{v.Terms, v.Hash, v.Reason, v.At})
	}
	for _, e := range c.Log {
		a := CommitmentAct{Kind: e.Kind, At: e.At, Reason: e.Reason, Outcome: e.Outcome}
		if e.Report != nil {
			a.Claim, a.Words, a.Link = e.Report.Claim, e.Report.Words, e.Report.Link
		}
		w.Acts = append(w.Acts, a)
	}
	return &struct{ Body CommitmentWhole }{w}, nil
}

func (s *Service) kept(ctx context.Context, _ caller, in *tallyInput) (*struct{ Body KeptOfDue }, error) {
	today := s.today()
	counts, err := s.Commitments.Counts(ctx, s.Division, today)
	if err != nil {
		return nil, err
	}
	t := commitment.TallyOf(counts, in.Unit)
	return &struct{ Body KeptOfDue }{KeptOfDue{today, t.Due, t.Kept, t.Late, t.Partly, t.Unkept, t.Overdue, t.Waiting, t.Open, t.Taken}}, nil
}

func listRow(v publiclist.Stand) ListVersion {
	return ListVersion{v, Prefix + "/lists/" + string(v.Kind) + "?version=" + strconv.Itoa(v.Version)}
}

func (s *Service) lists(ctx context.Context, _ caller, _ *struct{}) (*page[ListVersion], error) {
	out := &page[ListVersion]{Body: List[ListVersion]{Items: []ListVersion{}}}
	for _, k := range publiclist.Kinds {
		stands, err := s.Lists.Stands(ctx, s.Division, k)
		if err != nil {
			return nil, err
		}
		if n := len(stands); n > 0 {
			out.Body.Items = append(out.Body.Items, listRow(stands[n-1]))
		}
	}
	return out, nil
}

func (s *Service) listVersions(ctx context.Context, _ caller, in *ListInput) (*page[ListVersion], error) {
	k, err := publiclist.ParseKind(in.Kind)
	if err != nil {
		return nil, err
	}
	stands, err := s.Lists.Stands(ctx, s.Division, k)
	out := &page[ListVersion]{Body: List[ListVersion]{Items: make([]ListVersion, len(stands))}}
	for i, v := range stands {
		out.Body.Items[i] = listRow(v)
	}
	return out, err
}

func (s *Service) entries(ctx context.Context, _ caller, in *entriesInput) (*page[publiclist.Entry], error) {
	k, err := publiclist.ParseKind(in.Kind)
	if err != nil {
		return nil, err
	}
	after, err := readText(in.After)
	if err != nil {
		return nil, err
	}
	if in.Version > 0 {
		if err := s.published(ctx, k, in.Version); err != nil {
			return nil, err
		}
	}
	got, err := s.Lists.Entries(ctx, publiclist.Query{Division: s.Division, Kind: k, Version: in.Version, Unit: in.Unit, Type: in.Type, Words: in.Words, After: after, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	q := url.Values{"limit": {strconv.Itoa(in.Limit)}}
	if in.Version > 0 {
		q.Set("version", strconv.Itoa(in.Version))
	}
	set(q, "unit", in.Unit)
	set(q, "type", in.Type)
	set(q, "q", in.Words)
	return &page[publiclist.Entry]{Body: List[publiclist.Entry]{Items: append([]publiclist.Entry{}, got.Entries...), Next: next("/lists/"+in.Kind, q, writeText(got.Next))}}, nil
}

// published refuses a version that does not exist.
func (s *Service) published(ctx context.Context, k publiclist.Kind, version int) error {
	stands, err := s.Lists.Stands(ctx, s.Division, k)
	if err == nil && !slices.ContainsFunc(stands, func(v publiclist.Stand) bool { return v.Version == version }) {
		err = fault.Missing()
	}
	return err
}

func (s *Service) listDiff(ctx context.Context, _ caller, in *diffInput) (*page[publiclist.Change], error) {
	k, err := publiclist.ParseKind(in.Kind)
	if err != nil {
		return nil, err
	}
	after, err := readText(in.After)
	if err != nil {
		return nil, err
	}
	a, err := s.Lists.Whole(ctx, s.Division, k, in.From)
	if err != nil {
		return nil, err
	}
	b, err := s.Lists.Whole(ctx, s.Division, k, in.To)
	if err != nil {
		return nil, err
	}
	all := publiclist.Diff(a.Entries, b.Entries)
	from, found := slices.BinarySearchFunc(all, after, func(c publiclist.Change, code string) int { return cmp.Compare(c.Code, code) })
	if found {
		from++
	}
	out := &page[publiclist.Change]{Body: List[publiclist.Change]{Items: append([]publiclist.Change{}, all[from:min(len(all), from+in.Limit)]...)}}
	if n := len(out.Body.Items); from+n < len(all) {
		out.Body.Next = next("/lists/"+in.Kind+"/diff", url.Values{"limit": {strconv.Itoa(in.Limit)}, "from": {strconv.Itoa(in.From)}, "to": {strconv.Itoa(in.To)}}, writeText(out.Body.Items[n-1].Code))
	}
	return out, nil
}
