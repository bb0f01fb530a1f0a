package repotest

// Rule is one sentence of the design that a machine can judge.
type Rule struct {
	Name  string
	Why   string                 // the sentence
	Check func(t *Tree) []string // each fault as "place: reason"
}

// Rules are all of them.
var Rules = []Rule{
	{"imports", "Each room of the layout imports only what stands above it (design, section 4).", (*Tree).importFaults},
	{"places", "\"A package is a noun of the trade\"; no util, common, helpers, models, manager.", (*Tree).misplaced},
	{"time", "\"The clock is an argument\"; time.Now stands in internal/clock only. Tests know \"no sleeps, no network, no today\".", (*Tree).machineTime},
	{"words", "\"English words of the field, never pinyin; one word for one thing\"; doc/glossary.md is the source of names.", (*Tree).names},
	{"money", "Money is whole fen; a floating number loses a cent sooner or later.", (*Tree).floatMoney},
	{"package-comments", "\"A package comment says what the noun is, its life as a small text diagram, the articles it rests on, and what it does not do.\"", (*Tree).packageComments},
	{"format", "Go files are as gofmt writes them.", (*Tree).unformatted},
	{"template-engines", "The linker drops what nobody calls.", (*Tree).templateEngines},
	{"test-modules", "What only tests need is never part of the binary.", (*Tree).testModules},
	{"law", "\"Every legal basis carries law, version, article and the sentence relied on\": an id that is not in the register is invented law.", (*Tree).lawIDs},
	{"punctuation", "A Chinese sentence has full-width marks.", (*Tree).narrowMarks},
	{"generated", "Generated files are committed and fresh: make generate.", (*Tree).staleTemplates},
	{"foreign-words", "The repository names no registry host and no path of one machine: it must work everywhere.", (*Tree).foreignWords},
	{"size", "A clone stays small: no file over 1 MB except fonts.", (*Tree).largeFiles},
	{"links", "A link in a document leads somewhere.", (*Tree).deadLinks},
	{"claims", "\"doc/claims.md has one line for every promise\": the test or file it names exists.", (*Tree).claims},
	{"changelog", "\"The changelog tells the operator what to do.\"", (*Tree).changelog},
	{"dependencies", "Every direct dependency has a line in doc/adr/0002-dependencies.md: what it saves, who keeps it, its licence.", (*Tree).dependencies},
}
