// Package chance holds the small exact tests and intervals that the integrity indicators
// rest on. Standard library only, no state, no random numbers.
//
//	counts ─▶ Binomial, Fisher, BetaBinomial (exact)      ─▶ p
//	       ─▶ PooledZ, ChiSquare (where all expected ≥ 5) ─▶ z, p
//	p of all units ─▶ FalseDiscovery ─▶ which of them stand
//	durations with open ends ─▶ Survival ─▶ quantiles with bands
//
// Each function names its formula. Sources: R. A. Fisher, Statistical Methods for Research
// Workers; Y. Benjamini and Y. Hochberg, J. R. Stat. Soc. B 57 (1995) 289; E. L. Kaplan and
// P. Meier, JASA 53 (1958) 457; M. Greenwood (1926); E. B. Wilson, JASA 22 (1927) 209;
// C. J. Clopper and E. S. Pearson, Biometrika 26 (1934) 404; the incomplete beta and gamma
// functions by the continued fractions of Abramowitz and Stegun 26.5.8 and 6.5.31.
//
// It decides nothing about a unit: that a number is rare is not yet a reason.
package chance
