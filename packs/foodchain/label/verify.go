package label

import (
	"strconv"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/typed"
)

// Report is what a check of a code found. It exists only for a code whose signature is right.
type Report struct {
	Extract   `json:"-"`
	Key       string      `json:"key"`
	Product   string      `json:"product"`
	Signer    lang.Text   `json:"signer"`
	Demo      bool        `json:"demonstration"`
	Checked   []lang.Text `json:"checked"`
	Unchecked []lang.Text `json:"unchecked"`
}

// Verify checks the value of the parameter of a code against trusted keys, without network, clock
// or database. key is the constrained canonical Digital Link of the code. The errors are
// fault.Invalid: label_unreadable, label_unknown_key, label_withdrawn_key, label_forged.
func Verify(key, value string, keys ecert.Keys) (Report, error) {
	s, err := open(key, value)
	if err != nil {
		return Report{}, fault.New(fault.Invalid, "label_unreadable", lang.T("码上的签名部分不完整，或者不是这种签名。", "The signed part of the code is not whole, or is none."),
			lang.T("请重新扫码，或者把扫到的网址完整贴进来。", "Scan again, or paste the whole address that the scan gave.")).With(err)
	}
	public, ok := keys.Find(s.key)
	switch {
	case !ok:
		return Report{}, fault.New(fault.Invalid, "label_unknown_key", lang.Format("签名用的密钥 %[1]s 不在信任的名单里。", "The key %[1]s that signed the code is not among the trusted ones.", s.key.String()),
			lang.T("请到公布密钥的地方换新名单再验；还是不对的，不要相信这个码。", "Get the newest list from where the office publishes it; if it still fails do not trust the code."))
	case public.Withdrawn:
		return Report{}, fault.New(fault.Invalid, "label_withdrawn_key", lang.T("签名用的密钥已经停止信任。", "The key that signed the code is no longer trusted."),
			lang.T("请联网查这个码，或者问监管部门。", "Look the code up online, or ask the regulator."))
	case public.Profile != s.profile || public.Demo != s.Demo || !public.Verify(s.message, s.signature):
		return Report{}, fault.New(fault.Invalid, "label_forged", lang.T("签名不符：码被改过，或者不是这里签发的。", "The signature does not fit: the code was altered, or never issued here."),
			lang.T("不要相信这个码，请向监管部门反映。", "Do not trust the code; report it to the regulator."))
	}
	return Report{Extract: s.Extract, Key: s.Key, Product: s.Product, Signer: public.Name, Demo: s.Demo, Checked: s.checked(public), Unchecked: s.unchecked()}, nil
}

func (e *Extract) checked(by ecert.PublicKey) []lang.Text {
	list := []lang.Text{
		lang.T("签名正确，由“"+by.Name.ZH+"”签发，内容没有改动。", "The signature is right: issued with the key of "+by.Name.In(lang.EN)+", and nothing was altered."),
		lang.T("编码："+strings.TrimPrefix(e.Key, "https://id.gs1.org"), "Code: "+strings.TrimPrefix(e.Key, "https://id.gs1.org")),
	}
	say := func(when bool, zh, en string) {
		if when {
			list = append(list, lang.T(zh, en))
		}
	}
	say(e.Product != "", "商品："+e.Product, "Product: "+e.Product)
	day := func(d calendar.Day, zh, en string) { say(d != 0, zh+d.In(lang.ZH), en+d.In(lang.EN)) }
	day(e.MadeOn, "生产、采收：", "Made or picked: ")
	day(e.BestBefore, "最佳食用到：", "Best before: ")
	day(e.UseBy, "保质期到：", "Use by: ")
	for _, p := range e.Plots {
		say(true, "地块："+strings.TrimPrefix(p, plotHost), "Plot: "+strings.TrimPrefix(p, plotHost))
	}
	if more := strconv.Itoa(e.PlotsAll - len(e.Plots)); more != "0" {
		say(true, "另有"+more+"块地。", more+" more plots.")
	}
	leaf := strconv.FormatInt(e.Leaf+1, 10)
	say(e.Leaf >= 0, "追溯记录登在账本第"+leaf+"条。", "Its records stand in the ledger as number "+leaf+".")
	return list
}

func (e *Extract) unchecked() (list []lang.Text) {
	if e.Demo {
		list = append(list, lang.T("这是演示系统签发的，没有任何效力。", "This was made by a demonstration system and means nothing."))
	}
	return append(list,
		lang.T("没有核对：码是不是贴在原来那一盒上。翻印的码也带着同样的签名；请对照商品名称和日期。", "Not checked: whether the code is on the box it was made for. A copy carries the same signature; compare name and days."),
		lang.T("没有核对：签发以后有没有召回、投诉。请联网再查。", "Not checked: recalls and complaints since it was issued. Look it up online."),
		lang.T("没有核对：食品本身好不好。", "Not checked: whether the food itself is good."))
}

// Find takes a code in any form and gives its key and the value of the parameter, "" where it has
// none. The error is that of reading the code.
func Find(text string) (key, value string, err error) {
	reading, err := typed.Read(text)
	if err != nil {
		return "", "", err
	}
	if key, err = reading.Elements.Key(); err != nil || reading.Link == nil {
		return key, "", err
	}
	for _, pair := range reading.Link.Other {
		if name, v, _ := strings.Cut(pair, "="); name == Parameter {
			return key, v, nil
		}
	}
	return key, "", nil
}
