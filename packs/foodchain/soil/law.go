package soil

import (
	"banjie/internal/lang"
	"banjie/internal/law"
)

const (
	soilLaw   = "土壤污染防治法"
	soilLawEN = "Law on the Prevention and Control of Soil Pollution"
	// The text was not at hand when this was written; numbers of articles are from general knowledge.
	notRead = "text not read; given from general knowledge"
)

// Law are the articles that the archive rests on. None was read in its source, so all are marked
// so, and what rests on them is shown as illustrative.
var Law = []law.Basis{
	{ID: "trf-49", Law: lang.T(soilLaw, soilLawEN), Version: "2018", Article: "49", Says: lang.T("按照土壤污染程度，农用地划为优先保护、安全利用、严格管控三类", "farmland is put into three classes by the degree of pollution: priority protection, safe use, strict control"), Source: notRead},
	{ID: "trf-53", Law: lang.T(soilLaw, soilLawEN), Version: "2018", Article: "53", Says: lang.T("对安全利用类农用地制定并实施安全利用方案：农艺调控、替代种植、协同监测、技术指导和培训", "for land of safe use a plan is made and carried out: agronomic measures, substitute crops, joint monitoring of soil and crop, advice and training"), Source: notRead},
	{ID: "trf-54", Law: lang.T(soilLaw, soilLawEN), Version: "2018", Article: "54", Says: lang.T("对严格管控类农用地提出划定特定农产品禁止生产区域的建议，协同监测，鼓励调整种植结构、退耕还林还草等", "for land of strict control: a proposal of areas where certain crops may not be grown, joint monitoring, other crops or return to forest and grass"), Source: notRead},
}
