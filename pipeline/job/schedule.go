package job

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"kpibook/formulas/period"
	"kpibook/pipeline/schedule"
)

// ScheduleOf is when a job is due; nil for a job without a schedule.
func (f *File) ScheduleOf(j Job) *schedule.Schedule {
	if j.Schedule == "" {
		return nil
	}
	s, _ := f.parseSchedule(j) // checked by Decode
	return s
}

func (f *File) parseSchedule(j Job) (*schedule.Schedule, error) {
	return schedule.Parse(j.Schedule, schedule.Calendar{Zone: f.Location, Fiscal: f.Calendar(), Holidays: f.holidays})
}

// freeDays checks the holidays and reads their files.
func (c *checker) freeDays() {
	if len(c.Holidays) > 0 {
		c.File.holidays = map[period.Date]bool{}
	}
	for i, entry := range c.Holidays {
		at := []string{"holidays", strconv.Itoa(i)}
		if day, err := period.ParseDate(entry); err == nil {
			if c.File.holidays[day] {
				c.value("holiday "+entry+" is here twice", "keep one of the two", at...)
			}
			c.File.holidays[day] = true
			continue
		}
		if !strings.EqualFold(filepath.Ext(entry), ".ics") {
			c.value("holiday "+quoted(entry)+" is neither a day nor a calendar", "write a day as 2026-12-25, or a file that ends in .ics", at...)
			continue
		}
		days, err := readHolidays(c.path(entry))
		if err != nil {
			c.value(entry+" cannot be used: "+err.Error(), "give a file of holidays in the iCalendar format", at...)
		}
		for _, day := range days {
			c.File.holidays[day] = true
		}
	}
}

// path is a path of the job file, which starts at its folder.
func (f *File) path(path string) string {
	path = filepath.FromSlash(path)
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(f.Dir, path)
}

func readHolidays(path string) ([]period.Date, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return schedule.ReadHolidays(file)
}

// SealPublished is the seal of a job whose reports are sealed as they are published.
const SealPublished = "published"

// schedules checks when the jobs are due, and what is sealed.
func (c *checker) schedules() {
	for i, j := range c.Jobs {
		at := func(key string) []string { return []string{"jobs", strconv.Itoa(i), key} }
		if j.Seal == SealPublished && !strings.Contains(j.Output, "{period}") {
			c.value("every period goes to "+quoted(j.Output)+", where the next one would take the place of the sealed one", "put {period} into the output", at("seal")...)
		}
		if j.Schedule == "" {
			if j.CatchUp != "" {
				c.key("catch_up has a meaning for a job with a schedule only", "add schedule:, or take it out", at("catch_up")...)
			}
			continue
		}
		if _, err := c.parseSchedule(j); err != nil {
			message, fix, _ := strings.Cut(err.Error(), "\nfix: ")
			c.value(message, fix, at("schedule")...)
		}
		if j.Period != Latest {
			c.value("a job with a schedule reports the same month for ever", "write period: latest, or take the schedule out", at("period")...)
		}
	}
}
