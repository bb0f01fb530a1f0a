package epcis

import (
	"strings"
	"time"

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
			h.refuse(n.Line, whyUnknown, n.Key)
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
