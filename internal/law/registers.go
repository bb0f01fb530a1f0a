package law

import "banjie/internal/lang"

var registers = []Basis{
	{ID: "gbf-54", Law: lang.T("国务院办公厅关于严格规范涉企行政检查的意见（国办发〔2024〕54号）", "State Council Office Opinion on Strictly Regulating Inspections of Enterprises"), Version: "2024", Article: "-", Says: lang.T("检查事项要公布，没有公布的不得实施；公布同一企业的年度检查频次上限；扫码入企、能合并的合并；企业可以拒绝违规检查", "items are published or not inspected; the yearly ceiling for one firm is published; codes are scanned at the door, visits joined where they can be; a firm may refuse an irregular inspection"), Verified: false, Source: readAbout},
	{ID: "xcf-33", Law: lang.T("行政处罚法", "Administrative Penalty Law"), Version: "2021", Article: "33", Says: lang.T("初次违法且危害后果轻微并及时改正的，可以不予行政处罚", "a first offence of slight harm that is put right in time may go unpunished"), Verified: false, Source: notRead},
	{ID: "xcf-34", Law: lang.T("行政处罚法", "Administrative Penalty Law"), Version: "2021", Article: "34", Says: lang.T("行政机关可以依法制定行政处罚裁量基准，规范行使裁量权；裁量基准应当公布", "bodies may set criteria of discretion for penalties, and publish them"), Verified: false, Source: notRead},
}
