package catalog

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

const (
	ruleCostLimit = 10_000 // steps of one evaluation; a county's rules need some dozens
	ruleMaxLength = 2_000  // characters of one rule
	ruleCacheSize = 4_096  // compiled rules kept; all rules of a big county fit
)

// Facts is what is known about an asking. A key that is absent is not known yet;
// a key with the value nil is known to be empty ("not given").
type Facts struct {
	Form     map[string]any // answers of the form, by property name
	Scenario map[string]any // chosen option id, by scenario id
	Held     map[string]any // what the applicant holds: material id or certificate type → true, false or its data
}

// rule is a compiled CEL text together with the facts it speaks of.
type rule struct {
	program cel.Program
	facts   []factPath
}

// factPath is form.x, scenario.x or held.x.
type factPath struct{ root, key string }

func (p factPath) String() string { return p.root + "." + p.key }

func (f Facts) of(root string) map[string]any {
	switch root {
	case "form":
		return f.Form
	case "scenario":
		return f.Scenario
	default:
		return f.Held
	}
}

var ruleEnv = sync.OnceValues(func() (*cel.Env, error) {
	facts := cel.MapType(cel.StringType, cel.DynType)
	return cel.NewEnv(cel.Variable("form", facts), cel.Variable("scenario", facts), cel.Variable("held", facts),
		cel.ParserRecursionLimit(64))
})

// ruleCache keeps compiled rules by their text. Compiling costs a hundred times an evaluation.
var ruleCache = struct {
	sync.Mutex
	rules map[string]*rule
}{rules: map[string]*rule{}}

func ruleOf(text string) (*rule, error) {
	ruleCache.Lock()
	r, ok := ruleCache.rules[text]
	ruleCache.Unlock()
	if ok {
		return r, nil
	}
	r, err := compileRule(text)
	if err != nil {
		return nil, err
	}
	ruleCache.Lock()
	defer ruleCache.Unlock()
	if len(ruleCache.rules) >= ruleCacheSize {
		clear(ruleCache.rules)
	}
	ruleCache.rules[text] = r
	return r, nil
}

// compileRule checks that a rule is a yes-or-no sentence about named facts.
func compileRule(text string) (*rule, error) {
	if len(text) > ruleMaxLength {
		return nil, fmt.Errorf("rule is longer than %d characters", ruleMaxLength)
	}
	env, err := ruleEnv()
	if err != nil {
		return nil, err
	}
	checked, issues := env.Compile(text)
	if issues.Err() != nil {
		return nil, issues.Err()
	}
	if out := checked.OutputType(); out != cel.BoolType && out != cel.DynType {
		return nil, fmt.Errorf("rule must answer true or false, it answers %s", out)
	}
	facts, err := factsOf(checked.NativeRep().Expr())
	if err != nil {
		return nil, err
	}
	program, err := env.Program(checked, cel.CostLimit(ruleCostLimit), cel.EvalOptions(cel.OptPartialEval))
	if err != nil {
		return nil, err
	}
	return &rule{program, facts}, nil
}

// factsOf lists the facts an expression names. A rule must name each fact, so that
// what is missing can be told; a rule over "any" fact is refused.
func factsOf(root ast.Expr) ([]factPath, error) {
	var facts []factPath
	named, seen := 0, 0
	note := func(operand ast.Expr, key string) {
		if operand.Kind() != ast.IdentKind || !isFactRoot(operand.AsIdent()) {
			return
		}
		named++
		if p := (factPath{operand.AsIdent(), key}); !slices.Contains(facts, p) {
			facts = append(facts, p)
		}
	}
	ast.PreOrderVisit(root, ast.NewExprVisitor(func(e ast.Expr) {
		switch e.Kind() {
		case ast.IdentKind:
			if isFactRoot(e.AsIdent()) {
				seen++
			}
		case ast.SelectKind:
			note(e.AsSelect().Operand(), e.AsSelect().FieldName())
		case ast.CallKind:
			if args := e.AsCall().Args(); e.AsCall().FunctionName() == operators.Index && len(args) == 2 && args[1].Kind() == ast.LiteralKind {
				if key, ok := args[1].AsLiteral().Value().(string); ok {
					note(args[0], key)
				}
			}
		}
	}))
	if seen != named {
		return nil, fmt.Errorf("rule must name each fact as form.name, scenario.name or held.name")
	}
	return facts, nil
}

func isFactRoot(name string) bool { return name == "form" || name == "scenario" || name == "held" }

// answer is what a rule says of facts.
type answer struct {
	fit     Fit
	missing []factPath // facts that would decide, in the rule's order; only for Unknown
	unlocks []factPath // held.x that alone would make it true
}

// ask evaluates a rule. Facts that are not known make the answer Unknown only where
// they matter: "a || b" is met by a alone.
func (r *rule) ask(f Facts) answer {
	a := r.evaluate(f, factPath{})
	if a.fit == Met {
		return a
	}
	for _, p := range r.facts {
		if p.root == "held" && f.Held[p.key] != true && r.evaluate(f, p).fit == Met {
			a.unlocks = append(a.unlocks, p)
		}
	}
	return a
}

// evaluate asks with one held thing supposed to be there.
func (r *rule) evaluate(f Facts, suppose factPath) answer {
	vars := map[string]any{}
	for _, root := range []string{"form", "scenario", "held"} {
		vars[root] = map[string]any{}
	}
	var unknown []*cel.AttributePatternType
	var absent []factPath
	for _, p := range r.facts {
		v, known := f.of(p.root)[p.key]
		switch {
		case p == suppose:
			vars[p.root].(map[string]any)[p.key] = true
		case !known:
			unknown = append(unknown, cel.AttributePattern(p.root).QualString(p.key))
			absent = append(absent, p)
		case v == nil:
			absent = append(absent, p)
		default:
			vars[p.root].(map[string]any)[p.key] = v
		}
	}
	partial, err := cel.PartialVars(vars, unknown...)
	if err != nil {
		return answer{fit: Unknown, missing: absent}
	}
	out, _, err := r.program.Eval(partial)
	switch {
	case out != nil && types.IsUnknown(out):
		return answer{fit: Unknown, missing: r.named(out)}
	case err != nil:
		// An error of the rule on these facts (an empty answer compared with a number,
		// the cost limit) never decides against anybody.
		return answer{fit: Unknown, missing: absent}
	case out == types.True:
		return answer{fit: Met}
	case out == types.False:
		return answer{fit: NotMet}
	}
	return answer{fit: Unknown, missing: absent}
}

// named reads from CEL's unknown value which facts it hung on.
func (r *rule) named(v ref.Val) []factPath {
	u, ok := v.(*types.Unknown)
	if !ok {
		return r.facts
	}
	waits := map[factPath]bool{}
	for _, id := range u.IDs() {
		trails, _ := u.GetAttributeTrails(id)
		for _, t := range trails {
			if q := t.QualifierPath(); len(q) > 0 {
				if key, ok := q[0].(string); ok {
					waits[factPath{strings.TrimPrefix(t.Variable(), "."), key}] = true
				}
			}
		}
	}
	var out []factPath
	for _, p := range r.facts {
		if waits[p] {
			out = append(out, p)
		}
	}
	return out
}
