package window

import (
	"slices"
	"strings"
	"unicode"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/licensing"
	"banjie/internal/web/citizen/formfield"
	"banjie/internal/web/officer/act"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// placeRead puts a line of a reader into its places: number, kind and name, whichever
// order they come in.
func placeRead(r *site.Request) {
	for _, who := range []string{"person", "agent"} {
		parts := strings.FieldsFunc(r.PostForm.Get(who+".id"), func(c rune) bool { return strings.ContainsRune(",，;；|\t", c) })
		for _, part := range parts {
			part = strings.TrimSpace(part)
			kind, number := recognise(part, r.Site.Calendar().DayOf(r.Site.Clock.Now()))
			switch {
			case kind != "":
				r.PostForm.Set(who+".id", number)
				if r.PostForm.Get(who+".id_kind") == "" {
					r.PostForm.Set(who+".id_kind", string(kind))
				}
			case len(parts) > 1 && r.PostForm.Get(who+".name") == "" && strings.ContainsFunc(part, unicode.IsLetter):
				r.PostForm.Set(who+".name", part)
			}
		}
	}
}

// recognise tells an identity card and a credit code by their check characters.
func recognise(s string, today calendar.Day) (idnum.Kind, string) {
	for _, k := range []idnum.Kind{idnum.KindResident, idnum.KindUSCC} {
		if id, err := idnum.Check(k, s, today); err == nil {
			return k, id.String()
		}
	}
	return "", ""
}

// empty is the first place that must be filled and is not.
func (v Receive) empty(p ui.Page) string {
	places := []string{"person.id", "person.name"}
	if fields, err := catalog.Fields(v.Item.Form); err == nil {
		for _, f := range fields {
			if f.Required && f.Kind != catalog.DateField {
				places = append(places, "form."+f.Name)
			}
		}
	}
	for _, at := range places {
		if strings.TrimSpace(p.Form.Get(at)) == "" {
			return at
		}
	}
	return ""
}

// command makes the filing of what was sent. The error is a fault with every wrong place.
func (v Receive) command(r *site.Request) (casework.Command, error) {
	bad := fault.InvalidInput()
	person := who(r, "person", bad)
	o := &casework.Open{Procedure: v.Item.Procedure, Item: v.Item.Code, Channel: "window", Window: v.Window, CodeHash: r.Site.Codes.Hash(v.Code), Person: person, Files: v.Files}
	if o.Procedure == "" {
		o.Procedure = licensing.Name
	}
	if person.IDValue != "" {
		o.Party = r.Site.Codes.Party(person.IDKind, person.IDValue)
	}
	if r.PostForm.Get("agent.id") != "" || r.PostForm.Get("agent.name") != "" {
		agent := who(r, "agent", bad)
		o.AgentIs = &agent
		if agent.IDValue != "" {
			o.Agent = r.Site.Codes.Party(agent.IDKind, agent.IDValue)
		}
	}
	form, err := v.answers(r, bad)
	if err != nil {
		return casework.Command{}, err
	}
	o.Form = form
	in := &licensing.ReceiveInput{Undertaking: r.PostForm.Get("undertaking") != "", Scenario: map[string]string{}, Materials: act.ReadMaterials(&v.Item, r.PostForm)}
	for _, s := range v.Item.Scenarios {
		a := r.PostForm.Get("scenario." + s.ID)
		if !slices.ContainsFunc(s.Options, func(o catalog.Option) bool { return o.ID == a }) {
			bad.At("scenario."+s.ID, lang.T("请选择是哪种情形。", "Please choose the situation."))
			continue
		}
		in.Scenario[s.ID] = a
	}
	in.Renews = renewal(r, bad)
	cmd := casework.Command{Actor: r.Actor, Verb: "receive", Input: in, Open: o, Idem: r.Idem()}
	if cmd.Effective, err = act.SentReceived(r.Site.Calendar(), &casework.Case{}, &casework.Transition{}, r.PostForm, r.Site.Clock.Now()); err != nil {
		bad.Fields = append(bad.Fields, fault.For(err).Fields...)
	}
	return cmd, bad.Or()
}

// who reads one person and checks the document number.
func who(r *site.Request, at string, bad *fault.Fault) casework.Person {
	get := func(name string) string { return strings.TrimSpace(r.PostForm.Get(at + "." + name)) }
	p := casework.Person{IDKind: get("id_kind"), Phone: get("phone"), Address: get("address")}
	name, err := idnum.CheckName(get("name"))
	if err != nil {
		bad.At(at+".name", message(err))
	}
	p.Name = name
	today := r.Site.Calendar().DayOf(r.Site.Clock.Now())
	kind := idnum.Kind(p.IDKind)
	if kind == "" {
		kind = idnum.KindResident
		if found, _ := recognise(get("id"), today); found != "" {
			kind = found
		}
	}
	if !slices.ContainsFunc(idKinds, func(o ui.Option) bool { return o.Value == string(kind) }) {
		bad.At(at+".id_kind", lang.T("请选择证件种类。", "Please choose the kind of document."))
		return p
	}
	id, err := idnum.Check(kind, get("id"), today)
	if err != nil {
		bad.At(at+".id", message(err))
		return p
	}
	p.IDKind, p.IDValue = string(kind), id.String()
	return p
}

// message is what a person reads of an error: what is wrong and what to do.
func message(err error) lang.Text {
	f := fault.For(err)
	return lang.T(f.Message.ZH+f.Remedy.ZH, f.Message.EN+" "+f.Remedy.EN)
}

func (v Receive) answers(r *site.Request, bad *fault.Fault) (map[string]any, error) {
	fields, err := catalog.Fields(v.Item.Form)
	if err != nil {
		return nil, err
	}
	sent, wrong := formfield.Sent(r.PostForm, "form.", fields)
	bad.Fields = append(bad.Fields, wrong...)
	form, unknown, err := catalog.Decode(v.Item.Form, sent)
	if err != nil {
		return nil, err
	}
	invalid, err := catalog.Validate(v.Item.Form, form)
	for _, w := range slices.Concat(unknown, invalid) {
		path := "form." + w.Path
		if !slices.ContainsFunc(bad.Fields, func(f fault.Field) bool { return f.Path == path }) {
			bad.At(path, w.Message)
		}
	}
	return form, err
}

// renewal is the earlier licence, where one was named.
func renewal(r *site.Request, bad *fault.Fault) *licensing.Renewal {
	id, day := strings.TrimSpace(r.PostForm.Get("renews.certificate")), strings.TrimSpace(r.PostForm.Get("renews.expires"))
	if id == "" && day == "" {
		return nil
	}
	expires, err := calendar.ParseDay(day)
	if err != nil {
		bad.At("renews.expires", lang.T("请填写原证照的最后一天。", "Please enter the last day of the earlier licence."))
	}
	if id == "" {
		bad.At("renews.certificate", lang.T("请填写原证照编号。", "Please enter the identifier of the earlier licence."))
	}
	return &licensing.Renewal{Certificate: id, Expires: expires}
}
