package epcis

import (
	"slices"
	"strings"
	"time"

	"banjie/internal/spelling"
	"banjie/packs/foodchain/epcis/tree"
)

// Document is what stands around the events.
type Document struct {
	Type           string // EPCISDocument, EPCISQueryDocument; "" for bare events
	SchemaVersion  string
	CreationDate   time.Time
	ID             string
	Sender         string
	Receiver       string
	Instance       string // instanceIdentifier
	QueryName      string
	SubscriptionID string
	Context        Context
	Ignored        []Field // names that a repository added and that are no part of an event's id
	XML            bool
}

const (
	epcisDocument = "EPCISDocument"
	queryDocument = "EPCISQueryDocument"
)

// head reads the members of a document around its events.
type head struct {
	document Document
	problems []Problem
	path     []step
	members  map[string]bool
	lists    []tree.Node // ignoreFields that stand deeper, read when the context is known
}

func (h *head) refuse(line int, why reason, args ...any) {
	h.problems = append(h.problems, why.at(h.path, line, args...))
}

// documentMembers are the members of a document.
var documentMembers = []string{"@context", "type", "schemaVersion", "creationDate", "id", "sender", "receiver", "instanceIdentifier", "epcisHeader", "epcisBody"}

// member takes one member of the document that is not its body.
func (h *head) member(n *tree.Node) {
	h.path = []step{{key: n.Key}}
	defer func() { h.path = nil }()
	d := &h.document
	switch n.Key {
	case "@context":
		c, ok := ReadContext(n)
		if !ok {
			h.refuse(n.Line, whyContext)
		}
		d.Context = c
	case "type":
		d.Type = h.text(n)
	case "schemaVersion":
		d.SchemaVersion = h.text(n)
		if !isVersion(d.SchemaVersion) {
			h.refuse(n.Line, whyVersion, d.SchemaVersion)
		}
	case "creationDate":
		var ok bool
		if d.CreationDate, ok = ParseInstant(h.text(n)); !ok {
			h.refuse(n.Line, whyInstant, n.Text)
		}
	case "id":
		if d.ID = h.text(n); !IsURI(d.ID) && !strings.HasPrefix(d.ID, "_:") { // a blank node of JSON-LD
			h.refuse(n.Line, whyURI, d.ID)
		}
	case "sender":
		d.Sender = h.text(n)
	case "receiver":
		d.Receiver = h.text(n)
	case "instanceIdentifier":
		d.Instance = h.text(n)
	case "epcisHeader":
		if n.Kind != tree.Object {
			h.refuse(n.Line, whyKind, n.Key, kinds[tree.Object])
		}
	default:
		if !IsURI(n.Key) {
			h.refuse(n.Line, whyUnknown.meant(spelling.Nearest(n.Key, documentMembers, within(n.Key))), n.Key)
		}
	}
}

func (h *head) text(n *tree.Node) string {
	if n.Kind != tree.Text {
		h.refuse(n.Line, whyKind, n.Key, kinds[tree.Text])
		return ""
	}
	return strings.TrimSpace(n.Text)
}

func isVersion(s string) bool {
	for part := range strings.SplitSeq(s, ".") {
		if run, rest := digits(part); run == "" || rest != "" {
			return false
		}
	}
	return true
}

// ignore reads the list by which a repository says what it has added to events.
func (d *Document) ignore(n *tree.Node) {
	prefix, name, ok := strings.Cut(n.Key, ":")
	if !ok || name != "ignoreFields" || n.Kind != tree.List {
		return
	}
	if _, known := d.Context.Lookup(prefix); !known {
		return
	}
	for i := range n.Kids {
		p, local, ok := strings.Cut(n.Kids[i].Text, ":")
		if space, known := d.Context.Lookup(p); ok && known {
			d.Ignored = append(d.Ignored, Field{Space: space, Name: local})
		}
	}
}

// missing refuses a document without what it must have.
func (h *head) missing(line int, names ...string) {
	for _, name := range names {
		if !h.members[name] {
			h.refuse(line, whyMissing, name)
		}
	}
}

// levels are the members that may stand at each level above the list of events. The list is
// that of the standard; "event", for one event, is what its reference program for ids writes.
var levels = map[string][]string{
	"epcisBody":    {"eventList", "event", "queryResults"},
	"queryResults": {"queryName", "subscriptionID", "resultsBody"},
	"resultsBody":  {"eventList", "event", "vocabularyList"},
}

// openBody looks for the list of events in the body and passes over it.
func (r *Reader) openBody(s *tree.Stream, h *head) error {
	return r.inside(s, h, []step{{key: "epcisBody"}})
}

func (r *Reader) inside(s *tree.Stream, h *head, path []step) error {
	level, first, members := path[len(path)-1].key, s.Line(), map[string]bool{}
	err := eachMember(s, r.limits, members, func(key string, line int) error {
		here := append(path[:len(path):len(path)], step{key: key})
		if slices.Contains(levels[level], key) {
			return r.levelMember(s, h, key, here)
		}
		if !IsURI(key) {
			h.path = here
			h.refuse(line, whyUnknown.meant(spelling.Nearest(key, levels[level], within(key))), key)
			h.path = nil
		}
		if _, name, _ := strings.Cut(key, ":"); name != "ignoreFields" {
			return s.Skip()
		}
		n, err := take(s, r.limits)
		if err == nil {
			n.Key = key
			h.lists = append(h.lists, *n)
		}
		return err
	})
	for _, name := range []string{"queryName", "resultsBody"} {
		if err == nil && level == "queryResults" && !members[name] {
			h.path = path
			h.refuse(first, whyMissing, name)
			h.path = nil
		}
	}
	return err
}

// levelMember reads or passes over a member that may stand where it stands.
func (r *Reader) levelMember(s *tree.Stream, h *head, key string, here []step) error {
	switch key {
	case "queryResults", "resultsBody":
		return r.inside(s, h, here)
	case "eventList", "event":
		if _, err := s.Peek(); err != nil {
			return s.Cut(err)
		}
		r.body = place{offset: s.Offset(), line: s.Line(), path: here, single: key == "event"}
		return s.Skip()
	case "queryName", "subscriptionID":
		n, err := take(s, r.limits)
		if err != nil {
			return err
		}
		n.Key = key
		h.path = here
		if key == "queryName" {
			h.document.QueryName = h.text(n)
		} else {
			h.document.SubscriptionID = h.text(n)
		}
		h.path = nil
		return nil
	}
	return s.Skip()
}
