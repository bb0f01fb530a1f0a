// Package league makes tables of units that are fair: no unit stands first because it is small.
//
//	Tally (good of n, expected by its mix) ─▶ Table ─▶ Place: estimate, interval, probability of the
//	                                          top and bottom quarter, funnel, distinguishable or not
//	rates over time ─▶ Smooth (EWMA with limits)      parts ─▶ Composite (with its caps)
//
// An order number alone is never given. Sources: D. J. Spiegelhalter, Funnel plots for comparing
// institutional performance, Stat. Med. 24 (2005) 1185; W. Viechtbauer, Confidence intervals for
// the amount of heterogeneity in meta-analysis, Stat. Med. 26 (2007) 37. Method and measured coverage:
// doc/integrity.md. Random numbers come from a seed that is published with the table.
package league
