package epcis

// reason is why something is refused: a stable code, the sentence, and what to do. The
// sentences are formats: their arguments are names and values from the document.
type reason struct{ code, zh, en, remedyZH, remedyEN string }

// meant adds the word that was probably meant to what to do; "" adds nothing.
func (r reason) meant(word string) reason {
	if word != "" {
		r.remedyZH, r.remedyEN = "是不是“"+word+"”？"+r.remedyZH, "Did you mean \""+word+"\"? "+r.remedyEN
	}
	return r
}

// within is how many letters a word may be off to be taken for another.
func within(word string) int { return min(1+len(word)/4, 4) }

var (
	whyNotJSON = reason{"syntax", "这里读不懂：%s", "this cannot be read: %s",
		"请按 JSON 或 XML 的规则改正后再交。", "Correct it by the rules of JSON or XML and send it again."}
	whyMissing = reason{"missing", "缺少“%s”", "%q is missing",
		"请补上“%s”。", "Add %q."}
	whyUnknown = reason{"unknown_field", "EPCIS 没有“%s”这一项", "EPCIS has no field %q here",
		"请检查拼写；自己加的内容要在 @context 里声明前缀，写成“前缀:名称”。", "Check its spelling; a field of your own needs a prefix declared in @context, as prefix:name."}
	whyPrefix = reason{"undeclared_prefix", "“%s”的前缀没有声明", "the prefix of %q is not declared",
		"请在 @context（XML 里用 xmlns）中声明这个前缀。", "Declare the prefix in @context (in XML with xmlns)."}
	whyPlace = reason{"field_not_here", "“%s”不能出现在这种事件里", "%q cannot stand in an event of this type",
		"请删去它，或改用有这一项的事件类型。", "Take it out, or use the type of event that has it."}
	whyKind = reason{"wrong_kind", "“%s”应当写成%s", "%q must be %s",
		"请照标准改写这一项。", "Write it as the standard says."}
	whyEmpty = reason{"empty", "“%s”是空的", "%q is empty",
		"请填上内容，或整项删去。", "Fill it in, or leave it out."}
	whyURI = reason{"not_a_uri", "“%s”不是 URI", "%q is not a URI",
		"请写成 GS1 数字链接、urn:epc:… 或别的完整 URI。", "Write it as a GS1 Digital Link, as urn:epc:… or as another complete URI."}
	whyKey = reason{"identifier", "“%s”的位数或者字符不对：%s", "%q has a wrong length or character: %s",
		"请对照标签改正：GTIN 14位，SSCC 18位，GLN 13位。", "Correct it by the label: a GTIN has 14 digits, an SSCC 18, a GLN 13."}
	whyDoubt = reason{"identifier_doubt", "“%s”扫不出来：%s", "%q is nothing that can be scanned: %s",
		"请对照标签逐位核对，改正以后再登记。照这样登记的货，以后扫码找不到。", "Compare it with the label digit by digit and correct it before it is captured: goods under it are never found by scanning."}
	whyTwice = reason{"twice", "“%s”在同一个列表里出现了两次", "%q is twice in one list",
		"请只写一次。", "Write it once."}
	whyWord = reason{"not_in_vocabulary", "“%s”不是标准词汇里的%s", "%q is not a word of the standard vocabulary for %s",
		"请用 CBV 2.0 里的词；自己的词要写成完整的 URI。", "Use a word of CBV 2.0; write a word of your own as a complete URI."}
	whyInstant = reason{"not_an_instant", "“%s”不是带时区的时间", "%q is not an instant with a time zone",
		"请写成 2026-06-01T08:30:00+08:00 这样。", "Write it like 2026-06-01T08:30:00+08:00."}
	whyOffset = reason{"not_an_offset", "“%s”不是时差", "%q is not an offset from UTC",
		"请写成 +08:00 这样，介于 -14:00 与 +14:00 之间。", "Write it like +08:00, between -14:00 and +14:00."}
	whyAction = reason{"action", "没有“%s”这种 action", "there is no action %q",
		"可用 ADD、OBSERVE、DELETE。", "It is ADD, OBSERVE or DELETE."}
	whyType = reason{"event_type", "没有“%s”这种事件", "there is no type of event %q",
		"可用 ObjectEvent、AggregationEvent、TransactionEvent、TransformationEvent、AssociationEvent，或一个 URI。", "It is ObjectEvent, AggregationEvent, TransactionEvent, TransformationEvent, AssociationEvent, or a URI."}
	whyWithdrawn = reason{"withdrawn", "EPCIS 2.0 已取消 QuantityEvent", "EPCIS 2.0 has withdrawn QuantityEvent",
		"请改写成 ObjectEvent：action 用 OBSERVE，品类和数量写进 quantityList。", "Write it as an ObjectEvent with action OBSERVE and put class and quantity into quantityList."}
	whyNumber = reason{"not_a_number", "“%s”的值“%s”不是数字", "%[1]q is not a number: %[2]q",
		"数量请写成数字，不加引号，例如 150。", "Write a quantity as a number without quotation marks, for example 150."}
	whyUnit = reason{"unit", "“%s”不是计量单位代码", "%q is not a code for a unit of measure",
		"请用 UN/ECE 第20号建议书的两三位代码，例如千克是 KGM。", "Use the code of two or three characters of UN/ECE Recommendation 20, for example KGM."}
	whyHex = reason{"not_hex", "“%s”不是成对的十六进制数字", "%q is not made of pairs of hexadecimal digits",
		"请写成 f0a1 这样。", "Write it like f0a1."}
	whyILMD = reason{"ilmd_not_add", "只有 action 为 ADD 的 ObjectEvent 和 TransformationEvent 才能带 ilmd", "ilmd stands only in an ObjectEvent with action ADD and in a TransformationEvent",
		"请删去 ilmd，或在产生这批货的事件里写。", "Take ilmd out, or put it into the event in which the goods came to be."}
	whyWhat = reason{"no_what", "没有写明是什么东西：%s", "it does not say what it is about: %s",
		"请补上对象。", "Name the things."}
	whyParent = reason{"no_parent", "action 为 %s 时须写明 parentID", "with action %s parentID must be given",
		"请补上容器的标识。", "Add the identifier of the container."}
	whyLasting = reason{"empty_disposition", "persistentDisposition 里 set 和 unset 都没有", "persistentDisposition has neither set nor unset",
		"请写明加上或去掉哪种状态。", "Say which disposition is set or taken away."}
	whyVersion = reason{"version", "schemaVersion“%s”不是版本号", "schemaVersion %q is not a version",
		"请写成 2.0。", "Write 2.0."}
	whyContext = reason{"context", "@context 读不懂", "the @context cannot be read",
		"请写成标准的网址，或由网址和“前缀→命名空间”对象组成的列表。", "Write the address of the standard's context, or a list of addresses and objects from prefix to namespace."}
	whyDocument = reason{"document", "这不是 EPCIS 文件：%s", "this is no EPCIS document: %s",
		"请交 EPCISDocument、EPCISQueryDocument、单个事件、事件列表，或每行一个事件的 JSON。", "Send an EPCISDocument, an EPCISQueryDocument, one event, a list of events, or JSON lines of events."}
	whyTooLarge = reason{"too_large", "%s超过了%d字节", "%s is larger than %d bytes",
		"请分成几份再交。", "Split it and send the parts."}
	whyXML = reason{"xml", "XML 里有不接受的内容：%s", "the XML has what is not accepted: %s",
		"请去掉它再交。", "Take it out and send it again."}
)
