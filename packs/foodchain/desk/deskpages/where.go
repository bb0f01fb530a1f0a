package deskpages

import (
	"context"

	"banjie/internal/lang"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/desk"
	"banjie/packs/foodchain/desk/deskstore"
)

// Register finds businesses; a county has too many to choose from a list.
type Register interface {
	// Business gives one by its id; Name is "" where there is none.
	Business(ctx context.Context, id string) (desk.Business, error)
	// Find lists those whose name begins with a text, or that have it as their credit code, at most limit.
	Find(ctx context.Context, text string, limit int) ([]desk.Business, error)
}

// mostFound is how many businesses a text may mean for them to be offered.
const mostFound = 20

// where reads at which business something was sampled: an id, or a text that means one alone. Of several all
// are given, to choose from.
func (g *Pages) where(ctx context.Context, text string) (id string, of []ui.Option, says lang.Text, err error) {
	if text == "" {
		return "", nil, lang.T("请写明在哪家抽的。", "Please say where it was sampled."), nil
	}
	one, err := g.Register.Business(ctx, text)
	if err != nil || one.Name != "" {
		return one.ID, nil, lang.Text{}, err
	}
	list, err := g.Register.Find(ctx, text, mostFound)
	if half := lang.HalfWidth(text); err == nil && len(list) == 0 && half != text { // a code typed in wide digits
		list, err = g.Register.Find(ctx, half, mostFound)
	}
	switch {
	case err != nil:
		return "", nil, lang.Text{}, err
	case len(list) == 0:
		return "", nil, lang.T("没有找到登记过的这一家。请换名称开头的几个字，或者写统一社会信用代码。", "No registered business was found. Please try the first words of its name, or its credit code."), nil
	case len(list) == 1:
		return list[0].ID, nil, lang.Text{}, nil
	}
	for _, b := range list {
		label := ui.Data(b.Name)
		if b.Town != "" {
			label = ui.Data(b.Name + "，" + b.Town)
		}
		of = append(of, ui.Option{Value: b.ID, Label: label})
	}
	return "", of, lang.T("有几家都是这个开头，请选择是哪一家。", "Several begin like that; please choose which."), nil
}

// business is the field in which it is typed, or chosen where the text meant several.
func businessField(name string, of []ui.Option) ui.Field {
	f := ui.Field{Name: "business", Value: name, Label: lang.T("在哪家抽的", "Sampled at"), Hint: lang.T("店名开头几个字，或者统一社会信用代码。", "The first words of its name, or its credit code.")}
	if len(of) > 0 {
		f.Kind, f.Options, f.Hint = ui.Radios, of, lang.T("都不是的，请返回上一步重新写。", "If it is none of them, go back and type it anew.")
	}
	return f
}

// named are the names of the businesses of results.
func (g *Pages) named(ctx context.Context, list ...deskstore.Result) (map[string]string, error) {
	out := map[string]string{}
	for _, x := range list {
		if _, known := out[x.Business]; known {
			continue
		}
		b, err := g.Register.Business(ctx, x.Business)
		if err != nil {
			return nil, err
		}
		out[x.Business] = b.Name
	}
	return out, nil
}
