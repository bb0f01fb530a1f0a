// Package ui is the hand that draws every page: frame, parts and samples.
//
// A [Page] says for whom a page is drawn (language, mode, theme, who is signed in)
// and what stands around its content. A [Component] is one part of the content: a
// typed struct with what it shows, a View that draws it, and a Sample for the gallery.
//
//	handler ── builds view structs ──> Layout(page) { component.View(page) … } ──> HTML
//	gallery ── takes Sample()      ──> the same path, without a database
//
// A page in a template of another package:
//
//	templ Apply(p ui.Page, v applyView) {
//		@ui.Layout(p) {
//			@ui.ErrorSummary{}.View(p)
//			@ui.Heading{Title: v.Item.Name}.View(p)
//			@ui.Form{Action: v.Action, Draft: v.Draft}.View(p) {
//				@ui.Field{Name: "phone", Kind: ui.Phone, Label: lang.T("手机号", "Mobile number")}.View(p)
//				@ui.Button{Label: lang.T("保存并继续", "Save and continue")}.View(p)
//			}
//		}
//	}
//
// After a refused form the handler sets Page.Fault and Page.Form and draws the same page
// again: every field finds its own error and what was typed, the summary lists all places.
//
// Rules every part keeps: no inline script or style and no style attribute (see [CSP]);
// each works without JavaScript; both languages complete; text that is data and not
// translation is made with [Data], so that an English page marks Chinese names with
// lang="zh"; ids come from field names and are unique on a page; targets are 44 px high;
// WCAG 2.2 AA, AAA contrast for text in elder mode (适老化).
//
// It reads no database, starts no session and decides nothing. It rests on no article;
// what law stands behind a figure is shown by [LawRef] from the register in internal/law.
package ui
