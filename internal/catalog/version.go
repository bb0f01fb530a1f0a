package catalog

import (
	"crypto/sha256"
	"encoding/hex"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Revise makes the draft of the next version from a published item. Its Version
// stays that of the item it was made from, so that publishing sees when somebody
// was faster.
func Revise(published Item) Item {
	draft := published
	draft.Status = Draft
	draft.Effective, draft.Mends = 0, nil // what is published for a class fix says so anew
	return draft
}

// Publish makes version n+1 of an item from its draft. current is the version in
// force, nil for a new item. The answer is a Published item; a published version
// never changes again. The errors are faults: Invalid with every place the lint
// refuses, Conflict when current is not the version the draft was made from. A draft
// of Version 0, imported or new, does not say; the hash of its [Plan] guards it. No version is in
// force before the day it is published, whatever day an imported draft brings.
func (l Linter) Publish(draft Item, current *Item) (Item, error) {
	if draft.Status != Draft {
		return Item{}, fault.New(fault.Conflict, "not_a_draft", lang.T("只有草稿可以发布。", "Only a draft can be published."),
			lang.T("请先建立修订草稿。", "Make a draft of it first."))
	}
	based := 0
	if current != nil {
		based = current.Version
		if current.Code != draft.Code {
			return Item{}, fault.New(fault.Conflict, "other_item", lang.T("草稿与现行版本不是同一事项。", "The draft is not of the same item."),
				lang.T("实施编码不能修改；请另建事项。", "An implementing code cannot change; make a new item."))
		}
	}
	if draft.Version != 0 && draft.Version != based {
		return Item{}, fault.New(fault.Conflict, "version_moved", lang.T("在您修改期间，这个事项已经发布了新版本。", "A new version of this item was published while you were editing."),
			lang.T("您的草稿已保存；请对照新版本修改后再发布。", "Your draft is saved; compare it with the new version, then publish."))
	}
	if current != nil && len(Diff(*current, draft)) == 0 {
		return Item{}, fault.New(fault.Conflict, "nothing_changed", lang.T("草稿与现行版本相同，没有可以发布的内容。", "The draft says the same as the version in force."),
			lang.T("无需发布。", "There is nothing to publish."))
	}
	draft.Effective = max(draft.Effective, l.On)
	if err := Refusal(l.Lint(draft)); err != nil {
		return Item{}, err
	}
	next := draft
	next.Version, next.Status = based+1, Published
	return next, nil
}

// Retire ends an item: it can no longer be asked for. Running cases go on by the
// version they were received under.
func Retire(it Item) (Item, error) {
	if it.Status != Published {
		return Item{}, fault.New(fault.Conflict, "not_published", lang.T("只有已发布的事项可以停用。", "Only a published item can be retired."),
			lang.T("草稿可以直接删除。", "A draft can simply be deleted."))
	}
	it.Status = Retired
	return it, nil
}

// Digest identifies the content of a version: SHA-256 of its canonical JSON, in hex.
// Two items with the same digest promise the same.
func (it Item) Digest() string {
	sum := sha256.Sum256(Canonical(it))
	return hex.EncodeToString(sum[:])
}
