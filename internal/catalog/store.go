package catalog

import "context"

// Filter narrows a list of items; empty fields do not.
type Filter struct {
	Unit   string
	Kind   ItemKind
	Theme  string
	Served Served
	Status Status // "": published
}

// Page asks for a part of a list.
type Page struct {
	After string // cursor: the code of the last item seen, "" from the start
	Limit int    // at most so many, 0: 50
}

// Reader gives items of a division. What does not exist is fault.Missing.
type Reader interface {
	// Get gives one version, of whatever status.
	Get(ctx context.Context, division, code string, version int) (Item, error)
	// Current gives the version in force.
	Current(ctx context.Context, division, code string) (Item, error)
	// BySlug gives the version in force by its short name.
	BySlug(ctx context.Context, division, slug string) (Item, error)
	// Versions gives all versions of an item, oldest first.
	Versions(ctx context.Context, division, code string) ([]Item, error)
	// List gives items in order of code, and the cursor of the next page, "" at the end.
	List(ctx context.Context, division string, f Filter, p Page) ([]Item, string, error)
	// Draft gives the draft of an item.
	Draft(ctx context.Context, division, code string) (Item, error)
	// Drafts gives drafts in order of code, and the cursor of the next page.
	Drafts(ctx context.Context, division string, f Filter, p Page) ([]Item, string, error)
}

// Store also writes. Publishing and retiring are acts of the ledger; whoever
// implements Store runs them through the one writer.
type Store interface {
	Reader
	// SaveDraft keeps a draft under its code; base is the digest of the draft it
	// replaces, "" for a new one. Another digest is a conflict. A draft
	// whose code is corrected is saved under the new code and dropped under the old.
	SaveDraft(ctx context.Context, division string, draft Item, base string) error
	// DropDraft forgets a draft.
	DropDraft(ctx context.Context, division, code string) error
}
