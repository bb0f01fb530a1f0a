package complaint

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/seal"
	"banjie/internal/seal/scrub"
)

// Copy is a derived copy of an attachment that an officer chose to give to the unit with the
// brief. There is no other way to one than [Vault.Copy], so that no attachment as sent can
// reach a unit.
type Copy struct {
	file casework.File
}

// copying keeps two pictures from being drawn again at once: each may take 360 MB.
var copying sync.Mutex

// Derive gives the derived copy of an attachment, to be looked at. Nothing is stored. Whoever
// calls it has put the act view_story on the ledger before. fault.Unlawful says that no copy
// is made of that kind of file.
func (v *Vault) Derive(ctx context.Context, c *casework.Case, number int, key seal.Private) (Upload, error) {
	up, got, err := v.derive(ctx, c, number, key)
	up.Body = got.Body
	return up, err
}

func (v *Vault) derive(ctx context.Context, c *casework.Case, number int, key seal.Private) (Upload, scrub.Copy, error) {
	up, err := v.Attachment(ctx, c, number, key)
	if err != nil {
		return Upload{}, scrub.Copy{}, err
	}
	copying.Lock()
	got, err := scrub.Clean(up.Body)
	copying.Unlock()
	if errors.Is(err, scrub.ErrSealedOnly) {
		err = fault.New(fault.Unlawful, "sealed_only", lang.Format("附件%d不能做成脱敏副本，只能密封保存。", "No derived copy can be made of attachment %d; it stays sealed.", number),
			lang.T("能做副本的是照片（JPEG、PNG）、Word、Excel 和纯文本。其他的请在摘要里用自己的话写。", "Copies are made of JPEG and PNG pictures, Word, Excel and plain text. Say what the others show in your own words.")).With(err)
	}
	return Upload{Name: fmt.Sprintf("附件%d.%s", number, got.Ext)}, got, err
}

// Copy makes and stores the derived copy that goes to the unit. Of words every warning of the
// checker must have been confirmed, as of a brief; the fault names each that was not, and the
// warnings are given with it.
func (v *Vault) Copy(ctx context.Context, c *casework.Case, number int, key seal.Private, confirmed []string) (Copy, []Warning, error) {
	up, got, err := v.derive(ctx, c, number, key)
	if err != nil {
		return Copy{}, nil, err
	}
	var warnings []Warning
	if got.Text() {
		warnings = Check(Story{}, string(got.Body))
		bad := fault.InvalidInput()
		for _, w := range warnings {
			if !slices.Contains(confirmed, w.ID) {
				says := w.Kind.Says()
				bad.At("copies", lang.T(fmt.Sprintf("附件%d里的“%s”：%s", number, w.Text, says.ZH), fmt.Sprintf("Attachment %d, “%s”: %s", number, w.Text, says.EN)))
			}
		}
		if err := bad.Or(); err != nil {
			return Copy{}, warnings, err
		}
	}
	f, err := v.Boxes.Keep(ctx, got.Body)
	f.Material, f.Name, f.Type = fmt.Sprintf("copy-%d", number), up.Name, got.Type
	return Copy{f}, warnings, err
}
