package apply

import (
	"net/http"
	"slices"
	"strings"

	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/citizen/papers"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// materialPage asks for one document. Whoever does not have it may go on without: the
// office tells once what is missing.
func (a *Pages) materialPage(v *Ask, k asking, pt part) {
	m := pt.paper.Material
	v.Multipart, v.Title, v.Lead = true, m.Name, m.Help
	var there []casework.File
	for _, f := range k.draft.Files {
		if f.Material == m.ID {
			there = append(there, f)
			v.Above = append(v.Above, Kept{File: f, Href: k.base + "/file/" + f.Hash, Remove: v.Action + "/remove"})
		}
	}
	v.Fields = ui.Components{papers.Field(m, "file")}
	back := ui.LinkButton{Label: lang.T("回到任务清单", "Back to the list"), Href: k.base, Look: ui.Quiet}
	more := ui.Button{Label: lang.T("上传，再加一个", "Upload and add another"), Look: ui.Secondary, Name: "more", Value: "1"}
	if len(there) > 0 {
		v.Buttons = ui.Actions{ui.Button{Label: lang.T("保存并继续", "Save and continue")}, more, back}
		return
	}
	v.Buttons = ui.Actions{ui.Button{Label: lang.T("上传并继续", "Upload and continue")}, more,
		ui.Button{Label: without(pt.paper.Need), Look: ui.Quiet, Name: "later", Value: "1", Skip: true}, back}
	if pt.paper.Need == catalog.MustBring || pt.paper.Need == catalog.MayFollow {
		v.Fields = append(v.Fields, ui.Disclosure{Summary: lang.T("现在没有怎么办？", "What if I do not have it now?"), Body: ui.Components{
			ui.Text(lacking(pt.paper.Need)), ui.LawRef{ID: "xkf-32.4", Full: true}}})
	}
}

func without(n catalog.Need) lang.Text {
	if n == catalog.MayBring || n == catalog.Undecided {
		return lang.T("没有，跳过", "I have none, go on")
	}
	return lang.T("现在没有，先往下填", "I do not have it now, go on")
}

func lacking(n catalog.Need) lang.Text {
	if n == catalog.MayFollow {
		return lang.T("这一项可以后补：先受理，您在约定时间内补交。", "This one may follow: the case is accepted and you hand it in by the agreed date.")
	}
	return lang.T("也可以先提交。缺的材料，工作人员会在五个工作日内一次告诉您要补什么。", "You may send the application all the same. Within five working days you are told, once, what is missing.")
}

func (a *Pages) takeFiles(r *site.Request, k *asking, pt part) error {
	m := pt.paper.Material
	got, err := papers.Take(r, m, "file")
	if err != nil {
		return err
	}
	have := slices.ContainsFunc(k.draft.Files, func(f casework.File) bool { return f.Material == m.ID })
	if len(got) == 0 && !have {
		if r.PostFormValue("later") != "" {
			k.draft.Later[m.ID] = true
			return nil
		}
		return fault.InvalidInput().At("file", lang.T("请选择文件；现在没有的，按“先往下填”。", "Please choose a file; if you have none now, press “go on”."))
	}
	for _, f := range got {
		if !slices.ContainsFunc(k.draft.Files, func(o casework.File) bool { return o.Hash == f.Hash && o.Material == f.Material }) {
			k.draft.Files = append(k.draft.Files, f)
		}
	}
	if n := countOf(k.draft.Files, m.ID); n > papers.MostFiles {
		return fault.InvalidInput().At("file", lang.Format("一项材料最多%d个文件，请合并后再传。", "At most %d files for one document; please put them together.", papers.MostFiles))
	}
	delete(k.draft.Later, m.ID)
	return nil
}

func countOf(files []casework.File, material string) (n int) {
	for _, f := range files {
		if f.Material == material {
			n++
		}
	}
	return n
}

// remove takes a file out of the draft; the stored bytes go with the orphans.
func (a *Pages) remove(w http.ResponseWriter, r *site.Request) error {
	k, ok, err := a.begun(w, r)
	if !ok {
		return err
	}
	pt, err := a.part(r, k)
	if err != nil || pt.paper == nil {
		return fault.Missing()
	}
	hash := r.PostFormValue("hash")
	k.draft.Files = slices.DeleteFunc(k.draft.Files, func(f casework.File) bool { return f.Hash == hash && f.Material == pt.paper.Material.ID })
	if countOf(k.draft.Files, pt.paper.Material.ID) == 0 {
		delete(k.draft.Done, pt.id)
	}
	if err := a.save(r, &k); err != nil {
		return err
	}
	return r.Go(w, k.base+"/"+pt.id, lang.T("文件已删除。", "The file is removed."))
}

// file gives one's own upload back.
func (a *Pages) file(w http.ResponseWriter, r *site.Request) error {
	k, ok, err := a.begun(w, r)
	if !ok {
		return err
	}
	for _, f := range k.draft.Files {
		if strings.EqualFold(f.Hash, r.PathValue("hash")) {
			return r.SendFile(w, f)
		}
	}
	return fault.Missing()
}
