package pages

import (
	"github.com/a-h/templ"

	"banjie/internal/lang"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/chain"
)

// ScanField takes a code that is scanned by the camera where the browser can, typed or pasted.
type ScanField struct{ Value string }

// View draws it.
func (v ScanField) View(p ui.Page) templ.Component {
	return ui.Components{
		ui.Field{Name: "code", Label: lang.T("扫码，或者输入码上的内容", "Scan, or type what the code says"), Hint: lang.T("扫码枪、粘贴都行；也可以写：条码/批号。", "A scanner or pasting will do; or write barcode/lot."), Value: v.Value, Focus: true},
		ui.Part(scanner),
	}.View(p)
}

// Queue is a form whose entry waits on the telephone where there is no signal.
type Queue struct {
	Business chain.Business
	Kind     chain.StepKind
	Form     ui.Form
}

// title is what the step is called.
func (v Queue) title() lang.Text {
	act, _ := v.Kind.Act()
	return act.Title
}

// View draws it.
func (v Queue) View(p ui.Page) templ.Component { return queue(v, p) }
