package window

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Scans is the folder that scanner and card reader of a window write into. Nobody sees
// another window's.
type Scans interface {
	// List gives the scans that wait, newest first: name, size, type by name.
	List(window string) ([]casework.File, error)
	// Open gives a scan's bytes; fault.NotFound where it is gone.
	Open(window, name string) (io.ReadCloser, error)
	// Remove deletes a file; one that is gone is no error.
	Remove(window, name string) error
	// Card gives the newest fresh reading of the card reader, name "" for none; with clear,
	// old readings are deleted.
	Card(window string, clear bool) (name string, text []byte, err error)
}

// pages are the pages that use the window's machines.
type pages struct{ scans Scans } // scans nil: no folders

const (
	scanPrefix = "scan." // of the choice for which material a scan is; its name follows, coded
	stepLook   = "look"  // look into the folder again
)

func scanField(name string) string {
	return scanPrefix + base64.RawURLEncoding.EncodeToString([]byte(name))
}

// waiting puts what lies in the folder on the form.
func (w pages) waiting(v *Receive) error {
	if w.scans == nil || v.Window == "" {
		return nil
	}
	v.Folder = true
	list, err := w.scans.List(v.Window)
	if err != nil {
		return err
	}
	v.Scans = list
	name, _, err := w.scans.Card(v.Window, false)
	v.Card = name != ""
	return err
}

// scanned is the choice of what lies in the folder.
func (v Receive) scanned() ui.Components {
	if !v.Folder {
		return nil
	}
	look := ui.Actions{ui.Button{Label: lang.T("再看一次文件夹", "Look again"), Look: ui.Secondary, Name: stepField, Value: stepLook, Skip: true}}
	options := []ui.Option{{Value: "", Label: lang.T("不附这个", "do not attach")}}
	for _, m := range v.Item.Materials {
		if m.Source == catalog.FromApplicant {
			options = append(options, ui.Option{Value: m.ID, Label: m.Name})
		}
	}
	set := ui.Fieldset{Legend: lang.T("来自扫描仪", "From the scanner"), Hint: lang.T("扫描仪放进本窗口文件夹的文件，选它是哪项材料；收件后从文件夹删除。别的窗口看不到。", "Files of this window's scanner. Say which material each is; they leave the folder when the case is received. No other window sees them.")}
	for _, s := range v.Scans {
		set.Body = append(set.Body, ui.Field{Name: scanField(s.Name), Kind: ui.Choice, Optional: true, Width: 30, Label: ui.Data(s.Name + "（" + ui.Size(s.Size) + "）"), Options: options})
	}
	if len(v.Scans) == 0 {
		set.Body = append(set.Body, ui.Text(lang.T("文件夹里现在没有扫描件。", "No scans are waiting.")))
	}
	set.Body = append(set.Body, look)
	return ui.Components{set}
}

// attach takes the chosen scans in and gives their names, to be deleted once the case is
// received. A scan that is gone is a fault, unless this case has been received already.
func (w pages) attach(r *site.Request, v *Receive) (names []string, err error) {
	if w.scans == nil || v.Window == "" {
		return nil, nil
	}
	bad := fault.InvalidInput()
	for key, chosen := range r.PostForm {
		coded, ok := strings.CutPrefix(key, scanPrefix)
		raw, derr := base64.RawURLEncoding.DecodeString(coded)
		if !ok || derr != nil || chosen[0] == "" {
			continue
		}
		if !slices.ContainsFunc(v.Item.Materials, func(m catalog.Material) bool { return m.ID == chosen[0] && m.Source == catalog.FromApplicant }) {
			bad.At(key, lang.T("请选择是哪项材料。", "Please choose the material."))
			continue
		}
		name := string(raw)
		file, err := w.take(r, v.Window, name)
		if fault.KindOf(err) == fault.NotFound {
			if _, done, ferr := filed(r.Context(), r, v.Key); done || ferr != nil {
				continue // sent again after a cut: it was taken the first time
			}
			bad.At(key, lang.T("这个扫描件已经不在文件夹里了，请重新扫描。", "This scan is no longer in the folder; please scan it again."))
			continue
		}
		if f, known := fault.As(err); known {
			bad.At(key, lang.T(f.Message.ZH+f.Remedy.ZH, f.Message.EN+" "+f.Remedy.EN))
			continue
		}
		if err != nil {
			return nil, err
		}
		file.Material = chosen[0]
		v.Files = append(v.Files, file)
		names = append(names, name)
	}
	slices.SortFunc(v.Files, func(a, b casework.File) int { return strings.Compare(a.Material+a.Name, b.Material+b.Name) })
	return names, bad.Or()
}

func (w pages) take(r *site.Request, window, name string) (casework.File, error) {
	in, err := w.scans.Open(window, name)
	if err != nil {
		return casework.File{}, err
	}
	defer in.Close()
	return r.Site.Files.Put(r.Context(), name, in)
}

// attached deletes the scans of a received case from the folder.
func (w pages) attached(r *site.Request, v Receive, names []string) {
	for _, name := range names {
		if err := w.scans.Remove(v.Window, name); err != nil {
			r.Site.Log.ErrorContext(r.Context(), "an attached scan stays in its folder", "window", v.Window, "error", err)
		}
	}
}

// readCard fills number and name from the card reader's file, once, and only where the
// clerk has not typed a number. A reading that is wrong is said at the place and gone.
func (w pages) readCard(r *site.Request, v Receive) error {
	if w.scans == nil || v.Window == "" || strings.TrimSpace(r.PostForm.Get("person.id")) != "" {
		return nil
	}
	name, text, err := w.scans.Card(v.Window, true)
	if err != nil || name == "" {
		return err
	}
	if err := w.scans.Remove(v.Window, name); err != nil {
		return err
	}
	number, person, ok := ReadCard(text)
	if !ok {
		return fault.InvalidInput().At("person.id", lang.T("没有读懂读卡器的文件，请再刷一次或者手输。", "The card reader's file could not be read; put the card on it again, or type the number.")).Or()
	}
	r.PostForm.Set("person.id", number)
	if strings.TrimSpace(r.PostForm.Get("person.name")) == "" {
		r.PostForm.Set("person.name", person)
	}
	kind, _ := recognise(number, r.Site.Calendar().DayOf(r.Site.Clock.Now()))
	if kind != "" {
		r.PostForm.Set("person.id_kind", string(kind))
		return nil
	}
	_, err = idnum.Check(idnum.KindResident, number, r.Site.Calendar().DayOf(r.Site.Clock.Now()))
	return fault.InvalidInput().At("person.id", message(err)).Or()
}

// Names under which card readers write a number and a name.
var (
	numberKeys = []string{"number", "id", "idnumber", "idnum", "idno", "idcard", "cardno", "certno", "公民身份号码", "身份证号", "身份证号码", "证件号码", "统一社会信用代码"}
	nameKeys   = []string{"name", "partyname", "fullname", "姓名", "名称"}
)

// ReadCard takes number and name out of a card reader's file: a JSON object, or lines of
// "name: value", or one line with the parts between commas or tabs. Whether the number is
// right is checked by package idnum.
func ReadCard(text []byte) (number, name string, ok bool) {
	s := strings.TrimPrefix(string(text), "\ufeff")
	if !utf8.ValidString(s) {
		return "", "", false
	}
	pairs := map[string]string{}
	var object map[string]any
	if json.Unmarshal([]byte(s), &object) == nil {
		for k, v := range object {
			if value, is := v.(string); is {
				pairs[folded(k)] = clean(value)
			}
		}
	} else {
		pairs = linesOf(s)
	}
	pick := func(keys []string) string {
		for _, k := range keys {
			if v := pairs[k]; v != "" {
				return v
			}
		}
		return ""
	}
	number, name = strings.ToUpper(strings.ReplaceAll(pick(numberKeys), " ", "")), pick(nameKeys)
	return number, name, number != "" && len(number) <= 40 && utf8.RuneCountInString(name) <= 100
}

// linesOf reads lines of "name: value"; a line of parts gives the number, the part with
// most digits, and the name, the first part that has letters and is not the number.
func linesOf(s string) map[string]string {
	pairs := map[string]string{}
	for line := range strings.Lines(s) {
		line = strings.TrimSpace(line)
		if k, v, ok := strings.Cut(strings.ReplaceAll(line, "\uff1a", ":"), ":"); ok {
			pairs[folded(k)] = clean(v)
			continue
		}
		parts := strings.FieldsFunc(line, func(c rune) bool { return strings.ContainsRune("\uff0c,\uff1b;|\t", c) })
		for _, part := range parts {
			part = clean(part)
			digits := 0
			for _, c := range part {
				if unicode.IsDigit(c) {
					digits++
				}
			}
			switch {
			case digits >= 6 && pairs["number"] == "":
				pairs["number"] = part
			case digits == 0 && part != "" && pairs["name"] == "":
				pairs["name"] = part
			}
		}
	}
	return pairs
}

func folded(key string) string {
	return strings.Map(func(c rune) rune {
		if c == '_' || c == '-' || unicode.IsSpace(c) {
			return -1
		}
		return unicode.ToLower(c)
	}, key)
}

func clean(value string) string {
	return strings.TrimSpace(strings.Map(func(c rune) rune {
		if unicode.IsControl(c) {
			return -1
		}
		return c
	}, value))
}

// lookAgain answers the buttons that do not file: what was read goes into its places.
func (w pages) lookAgain(out http.ResponseWriter, r *site.Request, v Receive) error {
	err := w.readCard(r, v)
	placeRead(r)
	p := frame(r, v)
	p.Form = r.PostForm
	if werr := w.waiting(&v); werr != nil {
		return werr
	}
	if f, ok := fault.As(err); ok && f.Kind == fault.Invalid {
		v.Next = "person.id"
		r.Form = r.PostForm
		return r.Refused(out, p, v, err)
	}
	if err != nil {
		return err
	}
	v.Next = v.empty(p)
	return r.Show(out, p, v)
}
