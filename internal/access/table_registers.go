package access

import "banjie/internal/lang"

// Verbs of the pages of registers.
const (
	ReadRegisters Verb = "read_registers"
	PublishFee    Verb = "publish_fee"
)

// registerPages are the registers' own pages; acts on their cases stand with the other cases.
var registerPages = []row{
	//P  C  G  K  O  H  Z  S  A  U  Y
	{[...]Reach{n, n, n, u, u, u, d, d, d, d, n}, ReadRegisters, lang.T("查看收费、罚款、检查登记", "see the registers of fees, fines and inspections"), lang.T("公众看公开的部分", "the public sees what is published"), false},
	{[...]Reach{n, n, n, n, n, u, n, n, d, n, n}, PublishFee, lang.T("发布收费目录", "publish a fee"), lang.T("单位负责人只能发布本单位的收费", "a head only those of the own unit"), false},
}
