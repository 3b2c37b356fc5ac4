package job

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

var (
	hours       = regexp.MustCompile(`^(0|[1-9][0-9]{0,4})(\.[0-9]{1,6})?$`)
	effortScale = regexp.MustCompile(`^(0|[1-9][0-9]?)-(0|[1-9][0-9]?)$`)
)

// ResponseTargets are the times within which a ticket has to be answered first, by its priority in small letters; empty when
// the job sets none.
func (k KPIs) ResponseTargets() map[string]time.Duration {
	targets := map[string]time.Duration{}
	for priority, text := range k.SLAHours {
		if target, err := time.ParseDuration(text + "h"); err == nil { // checked by Decode
			targets[priorityKey(priority)] = target
		}
	}
	return targets
}

// priorityKey makes priorities that differ in case or outer blanks one.
func priorityKey(priority string) string { return strings.ToLower(strings.TrimSpace(priority)) }

// EffortScale is the scale of the effort scores that count, 1 to 7 unless the job names another: the score of the hardest and
// that of the easiest experience.
func (k KPIs) EffortScale() (hardest, easiest int64) {
	if k.CESScale == "" {
		return 1, 7
	}
	from, to, _ := strings.Cut(k.CESScale, "-") // checked by Decode
	hardest, _ = strconv.ParseInt(from, 10, 64)
	easiest, _ = strconv.ParseInt(to, 10, 64)
	return hardest, easiest
}

// service checks what the job says about tickets and surveys.
func (c *checker) service() {
	known := map[string]string{}
	for _, priority := range slices.Sorted(maps.Keys(c.KPIs.SLAHours)) {
		at := []string{"kpis", "sla_hours", priority}
		if first, twice := known[priorityKey(priority)]; twice {
			c.key("priority "+quoted(priority)+" is the same as "+quoted(first), "keep one of the two", at...)
		}
		known[priorityKey(priority)] = priority
		if text := c.KPIs.SLAHours[priority]; !hours.MatchString(text) || strings.Trim(text, "0.") == "" {
			c.value("sla_hours "+quoted(text)+" is not a number of hours above 0", "write digits with a decimal point at most, such as 4 or 0.5", at...)
		}
	}
	text := c.KPIs.CESScale
	if hardest, easiest := c.KPIs.EffortScale(); text != "" && !effortScale.MatchString(text) || hardest == easiest {
		c.value("ces_scale "+quoted(text)+" is not a scale", "write the hardest and the easiest score, such as 1-7", "kpis", "ces_scale")
	}
}
