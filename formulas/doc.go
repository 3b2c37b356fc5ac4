// Package formulas says what the words mean: base measures, KPIs, their variants, and the comparisons between periods.
//
// A measure is a number per account and period that is counted from the data, such as opening_mrr; Measures lists them with
// the way they roll up over months and over accounts. A KPI is one entry of the catalogue: a line of formula text over
// measures and other KPIs, evaluated after rolling up, so a quarter's rate is a ratio of sums. The decimal value, the live
// Excel formula, the note, the glossary row and GLOSSARY.md are all read off that entry; nothing is written twice.
//
// The package knows no file and no file format. The formula language is package expr, the months are package period.
package formulas
