package publiclist

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/ledger"
)

// Plan is the dry run of a next version.
type Plan struct {
	Kind      Kind     `json:"kind"`
	From      int      `json:"from"` // version in force, 0: none
	Next      Version  `json:"-"`
	Changes   []Change `json:"changes"`
	Added     int      `json:"added"`
	Removed   int      `json:"removed"`
	Changed   int      `json:"changed"`
	Entries   int      `json:"entries"`   // of the next version
	Approvals [2]int   `json:"approvals"` // before and after
	Hash      string   `json:"hash"`      // of everything the plan was made from
}

// PlanNext says what publishing entries would do. current has version 0 where nothing is published
// yet. Entries are in any order, with distinct codes. No version is in force before today.
func PlanNext(k Kind, current Version, entries []Entry, effective, today calendar.Day, illustrative bool) Plan {
	Sort(entries)
	next := Version{Kind: k, Version: current.Version + 1, Effective: max(effective, today), Illustrative: illustrative, Entries: entries}
	p := Plan{Kind: k, From: current.Version, Next: next, Changes: Diff(current.Entries, entries), Entries: len(entries),
		Approvals: [2]int{Approvals(k, current.Entries), Approvals(k, entries)}}
	for _, c := range p.Changes {
		switch {
		case c.Old == nil:
			p.Added++
		case c.New == nil:
			p.Removed++
		default:
			p.Changed++
		}
	}
	asked := next
	asked.Effective = effective // as asked for: midnight between plan and confirmation moves nothing
	h := sha256.New()
	h.Write(current.Bytes())
	h.Write(asked.Bytes())
	p.Hash = hex.EncodeToString(h.Sum(nil))
	return p
}

// Confirm refuses when what the person agreed to is no longer what would happen.
func (p Plan) Confirm(seen string) error {
	if seen == p.Hash {
		return nil
	}
	return moved()
}

// Published is the event kind of a version, an act without a case.
const Published = "list_published"

// Facts are what the event of a version says.
type Facts struct {
	List         Kind         `json:"list"`
	Version      int          `json:"version"`
	Hash         string       `json:"hash"` // of the whole version
	Effective    calendar.Day `json:"effective"`
	Reason       string       `json:"reason"`
	Illustrative bool         `json:"illustrative,omitempty"`
	Entries      int          `json:"entries"`
	Approvals    int          `json:"approvals"`
	Changes      []Change     `json:"changes"` // from the version before
}

// MaxReason is the most a reason may have, in characters.
const MaxReason = 500

// Publish makes the act of a plan.
func (p Plan) Publish(by access.Actor, reason string) (Facts, error) {
	if by.Role != access.System {
		if err := access.Check(by, access.PublishList, access.Target{Division: by.Division}); err != nil {
			return Facts{}, err
		}
	}
	reason = strings.TrimSpace(reason)
	switch n := utf8.RuneCountInString(reason); {
	case n == 0:
		return Facts{}, fault.InvalidInput().At("reason", lang.T("请写明为什么发布这一版。", "Please say why this version is published.")).Or()
	case n > MaxReason:
		return Facts{}, fault.InvalidInput().At("reason", lang.Format("请缩短到%d个字以内。", "Please shorten it to %d characters.", MaxReason)).Or()
	}
	if len(p.Changes) == 0 {
		return Facts{}, fault.New(fault.Conflict, "nothing_changed", lang.T("文件和现行版本一样，没有可以发布的内容。", "The file says the same as the version in force."), lang.T("不需要发布。", "There is nothing to publish."))
	}
	return Facts{List: p.Kind, Version: p.Next.Version, Hash: p.Next.Hash(), Effective: p.Next.Effective, Reason: reason, Illustrative: p.Next.Illustrative,
		Entries: p.Entries, Approvals: p.Approvals[1], Changes: p.Changes}, nil
}

// Record writes the act on the ledger; its receipt says the hash.
func Record(ctx context.Context, e *casework.Engine, by access.Actor, f Facts) (casework.Outcome, error) {
	t := f.List.Title()
	face := &ledger.Face{Number: fmt.Sprintf("%s/%d", f.List, f.Version), Item: lang.T(t.ZH+"第"+fmt.Sprint(f.Version)+"版", fmt.Sprintf("%s, version %d", t.EN, f.Version)),
		More: []lang.Text{lang.T("SHA-256 "+f.Hash, "SHA-256 "+f.Hash), lang.Format("%d条", "%d entries", f.Entries)}}
	return e.RecordShown(ctx, by, Published, f, casework.Private{}, face)
}

// Stand is a version without its entries, as lists of versions show it.
type Stand struct {
	Kind         Kind         `json:"kind"`
	Version      int          `json:"version"`
	Hash         string       `json:"hash"`
	At           time.Time    `json:"at"`
	Effective    calendar.Day `json:"effective"`
	Seq          int64        `json:"-"` // of the event
	Reason       string       `json:"reason"`
	Illustrative bool         `json:"illustrative,omitempty"`
	Entries      int          `json:"entries"`
	Approvals    int          `json:"approvals"`
	Added        int          `json:"added"`
	Removed      int          `json:"removed"`
	Changed      int          `json:"changed"`
}

// Query asks for a page of a version, in order of code.
type Query struct {
	Division string
	Kind     Kind
	Version  int // 0: the newest
	Unit     string
	Type     string
	Words    string // sought in code, name, text and basis
	After    string // cursor: a code
	Limit    int    // at most 100, 20 by default
}

// Page of entries.
type Page struct {
	Entries []Entry
	Next    string
}

// Reader reads lists.
type Reader interface {
	// Stands gives all versions of a list, oldest first.
	Stands(ctx context.Context, division string, k Kind) ([]Stand, error)
	// Entries gives a page.
	Entries(ctx context.Context, q Query) (Page, error)
	// Whole gives a version with all entries, 0 for the newest; version 0 where there is none yet.
	// fault.NotFound for a version that does not exist.
	Whole(ctx context.Context, division string, k Kind, version int) (Version, error)
}
