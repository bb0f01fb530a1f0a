package ecert

import (
	"strings"
	"time"

	"banjie/internal/lang"
)

// sentences are what verifiers say, in Go, on the command line and in the browser:
// one table, so that all of them say the same. {name} stands for a value.
var sentences = map[string]lang.Text{
	"verdict_in_force":     lang.T("真证，今天有效。", "Genuine, and in force today."),
	"verdict_genuine":      lang.T("真证，在有效期内；但没有核对它是否已被变更、撤销、吊销或注销。", "Genuine and within its validity; whether it was amended, rescinded, revoked or deregistered was not checked."),
	"verdict_demo":         lang.T("演示证照：签名没有问题，但没有任何法律效力。", "A demonstration: the signature is right, but it has no legal force whatever."),
	"verdict_not_in_force": lang.T("真证，但今天无效。原因见下。", "Genuine, but not in force today; the reason stands below."),
	"verdict_forged":       lang.T("假证或被改动过，不要采信。", "Forged or altered: do not rely on it."),
	"verdict_unknown":      lang.T("无法判断真假。", "It cannot be told whether this is genuine."),

	"format_good":             lang.T("二维码内容完整，格式正确。", "The content of the code is complete and well formed."),
	"format_bad":              lang.T("这不是一份能读懂的证照二维码内容；请重新扫码，或粘贴完整网址。", "This is not the content of a certificate's code; scan again, or paste the whole address."),
	"key_known":               lang.T("由“{zh}”的密钥签名（密钥 {key}）。", "Signed with the key of {en} (key {key})."),
	"key_unknown":             lang.T("签名用的密钥 {key} 不在本核验页信任的名单里；请到颁发机构公布的核验页再验。", "The key {key} that signed this is not one this verifier trusts; use the verify page of the issuing body."),
	"key_withdrawn":           lang.T("“{zh}”的密钥 {key} 已停止信任，用它签的证照都要向颁发机构核实。", "The key {key} of {en} is no longer trusted; ask the issuing body about anything signed with it."),
	"signature_good":          lang.T("签名正确，内容自签发后没有改动。", "The signature is right; nothing was altered since it was issued."),
	"signature_bad":           lang.T("签名不符：内容被改动过，或不是颁发机构签发的。", "The signature does not fit: it was altered, or the issuing body never made it."),
	"signature_unsupported":   lang.T("这个签名用的是国密 SM2，浏览器里不能核对；请用 banjie verify 命令或颁发机构的核验页。", "This is signed with SM2, which a browser cannot check; use the command banjie verify or the issuing body's verify page."),
	"demo":                    lang.T("这是演示系统签发的，仅供演示。", "This was made by a demonstration system."),
	"demo_mismatch":           lang.T("演示密钥和正式证照混用，不可采信。", "A demonstration key and a real certificate do not belong together; do not rely on it."),
	"validity_good":           lang.T("在有效期内（{from} 至 {until}，核验日 {today}）。", "Within its validity ({from} to {until}; checked for {today})."),
	"validity_open":           lang.T("自 {from} 起长期有效（核验日 {today}）。", "Valid from {from} without a last day (checked for {today})."),
	"validity_over":           lang.T("有效期已于 {until} 届满（核验日 {today}）。", "It ran out on {until} (checked for {today})."),
	"validity_not_begun":      lang.T("有效期自 {from} 开始，目前尚未生效（核验日 {today}）。", "It is valid from {from} on and not yet in force (checked for {today})."),
	"status_good":             lang.T("截至 {asof} 的状态清单里没有它：未被变更、延续、撤销、吊销或注销。", "The status list as of {asof} does not name it: not amended, renewed, rescinded, revoked or deregistered."),
	"status_listed":           lang.T("状态清单（截至 {asof}）载明：自 {day} 起{zh}。", "The status list (as of {asof}) says: {en} since {day}."),
	"status_later":            lang.T("状态清单（截至 {asof}）载明：将自 {day} 起{zh}；核验日 {today} 仍有效。", "The status list (as of {asof}) says: {en} from {day} on; still valid on {today}."),
	"status_stale":            lang.T("手边的状态清单截至 {asof}，早该更新（应在 {next} 前），之后有无撤销、吊销或注销不得而知；请联网取得新清单。", "The status list at hand is as of {asof} and out of date (a new one was due by {next}); whether it was rescinded, revoked or deregistered since is not known. Fetch a new list."),
	"status_no_list":          lang.T("没有状态清单，未核对是否被变更、延续、撤销、吊销或注销。", "There is no status list: whether it was amended, renewed, rescinded, revoked or deregistered was not checked."),
	"status_list_not_trusted": lang.T("状态清单的签名不可信，未予采用。", "The status list is not signed by a trusted key and was not used."),
	"successor":               lang.T("由新证代替，新证的电子证照标识：{successor}。", "It is replaced by the certificate {successor}."),
	"successor_unsigned":      lang.T("电子件写明由新证 {successor} 代替；这一行不在签名之内，请核验新证。", "The copy says that {successor} replaces it; that line is not signed. Verify the new certificate."),

	"content_not_checked": lang.T("二维码只含摘要；未核对纸面或电子件的全文，请与原件逐项对照。", "The code holds an extract only; the full text was not compared. Compare the paper with the original yourself."),
	"content_view":        lang.T("这份文件缺少签名时的部分内容，只是查看用的副本，全文无法与签名核对；其中二维码的签名另行核验如上。", "This file lacks parts of what was signed: it is a view, and its text cannot be compared with the signature; the code in it was checked as said above."),
	"content_good":        lang.T("电子件全文与签发时一致。", "The full text is the one that was issued."),
	"content_bad":         lang.T("电子件全文与签发时不一致。", "The full text is not the one that was issued."),

	"presentation_in_time":  lang.T("出示有效：自 {from} 至 {until}。", "Shown within its time: {from} to {until}."),
	"presentation_over":     lang.T("出示已过时（截至 {until}），请持证人重新出示。", "The showing ended at {until}; ask the holder to show it again."),
	"presentation_early":    lang.T("出示自 {from} 开始，请核对本机时间。", "The showing begins at {from}; check this device's clock."),
	"presentation_audience": lang.T("只出示给：{audience}；用途：{purpose}。不得另作他用。", "Shown to {audience} only, for: {purpose}. It may not be used for anything else."),
}

// Sentences gives a copy of the table, for verifiers outside Go.
func Sentences() map[string]lang.Text {
	out := make(map[string]lang.Text, len(sentences))
	for k, v := range sentences {
		out[k] = v
	}
	return out
}

// clockTime writes an instant as people in China read a clock; there has been one zone without summer time since 1992.
func clockTime(t time.Time) string {
	return t.In(time.FixedZone("UTC+8", 8*3600)).Format("2006-01-02 15:04 (UTC+8)")
}

func say(message string, args map[string]string) lang.Text {
	t := sentences[message]
	if len(args) == 0 {
		return t
	}
	pairs := make([]string, 0, 2*len(args))
	for k, v := range args {
		pairs = append(pairs, "{"+k+"}", v)
	}
	r := strings.NewReplacer(pairs...)
	return lang.Text{ZH: r.Replace(t.ZH), EN: r.Replace(t.EN)}
}
