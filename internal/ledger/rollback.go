package ledger

import (
	"golang.org/x/mod/sumdb/tlog"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Rollback compares a ledger with the last checkpoint that was published of it. nil means
// that the ledger still begins with everything that was published. Otherwise the error is
// fault.Unavailable and no case may be accepted: code rolled_back where the ledger is
// shorter (an older copy was restored), rewritten where it differs, head_mismatch where the
// stored nodes do not give the stored head, wrong_ledger where the checkpoint is of another
// one. A checkpoint that cannot be trusted gives the errors of [Trust.Open].
//
// r reads the stored nodes of the ledger; the call reads about 2 log₂ size of them.
func Rollback(published string, trust Trust, h Head, r tlog.HashReader) error {
	o, err := trust.Open(published)
	if err != nil {
		return err
	}
	if division, _, _ := SplitOrigin(o.Origin); division != h.Division {
		return refuse("wrong_ledger",
			lang.Format("已公布的检查点属于“%[1]s”，不是区划 %[2]s 的账本。", "The published checkpoint is of “%[1]s”, not of the ledger of division %[2]s.", o.Origin, h.Division))
	}
	if o.Size > h.Size {
		return refuse("rolled_back",
			lang.Format("数据库比已公布的账本旧：已公布 %[1]d 条，库里只有 %[2]d 条，少了 %[3]d 条。", "The database is older than the published ledger: %[1]d records were published, it holds %[2]d, so %[3]d are missing.", o.Size, h.Size, o.Size-h.Size))
	}
	root, err := rootAt(h.Size, r)
	if err != nil {
		return err
	}
	if root != h.Root {
		return refuse("head_mismatch",
			lang.Format("账本的节点与账本头对不上（共 %d 条）。", "The nodes of the ledger do not give its head (%d records).", h.Size))
	}
	if root, err = rootAt(o.Size, r); err != nil {
		return err
	}
	if root != o.Root {
		return refuse("rewritten",
			lang.Format("账本与已公布的不一致：前 %d 条里有记录被改动过。", "The ledger differs from the published one: something in its first %d records was changed.", o.Size))
	}
	return nil
}

func refuse(code string, message lang.Text) error {
	return fault.New(fault.Unavailable, code, message,
		lang.T("为保护已经发出的回执，系统暂不收件。请用最新的备份恢复，或按运行手册登记一次公开的恢复。",
			"To protect the receipts already given, nothing is accepted. Restore the newest backup, or record a public recovery as the runbook says."))
}

// rootAt is the root of the tree of the given size, from the stored nodes.
func rootAt(size int64, r tlog.HashReader) (Hash, error) {
	f, err := frontierOf(size, r)
	return f.root(), err
}
