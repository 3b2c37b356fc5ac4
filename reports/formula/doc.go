// Package formula reads, spells and evaluates the formulas of a workbook, so that a published file can be recalculated without
// a spreadsheet program. It knows the operators and functions that reports use, and says so when it meets another one.
// Arithmetic is exact: a number is a fraction, never a binary approximation.
package formula
