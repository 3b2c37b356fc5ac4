package job

// MRR switches what counts as recurring; the defaults are those of the glossary: no trials, no one-time or usage lines,
// recurring discounts taken off, introductory ones not.
type MRR struct {
	// Count lines that are still in their trial.
	Trials bool `yaml:"trials" jsonschema:"default=false"`
	// Count one-time lines.
	OneTime bool `yaml:"one_time" jsonschema:"default=false"`
	// Count usage-based lines.
	Usage bool `yaml:"usage" jsonschema:"default=false"`
	// Take recurring discounts off.
	RecurringDiscounts *bool `yaml:"recurring_discounts" jsonschema:"default=true"`
	// Take discounts for the first periods off as well.
	IntroductoryDiscounts bool `yaml:"introductory_discounts" jsonschema:"default=false"`
}
