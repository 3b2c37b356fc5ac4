package ingest

import (
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
)

func (r *reader) ticket(c *cells, raw *rawTicket) {
	t := Ticket{Place: c.v.place(c.line), ID: raw.TicketID, Account: raw.AccountID, Priority: strings.ToLower(raw.Priority), Type: category(raw.Type),
		Channel: category(raw.Channel), Created: c.moment("created_at", raw.CreatedAt), Responded: c.moment("first_responded_at", raw.FirstRespondedAt),
		Resolved: c.moment("resolved_at", raw.ResolvedAt), Contacts: c.notBelowZero("contacts", c.number("contacts", raw.Contacts, 0)),
		Reopened: c.counted("reopened", raw.Reopened), Escalated: c.counted("escalated", raw.Escalated)}
	minutes, inMinutes := c.duration("first_response_minutes", raw.FirstResponseMinutes, time.Minute)
	hours, inHours := c.duration("first_response_hours", raw.FirstResponseHours, time.Hour)
	switch {
	case !t.Responded.IsZero() || t.Created.IsZero():
	case inMinutes:
		t.Responded = t.Created.Add(minutes)
	case inHours:
		t.Responded = t.Created.Add(hours)
	}
	const layout = "2006-01-02 15:04"
	if !t.Responded.IsZero() && t.Responded.Before(t.Created) {
		c.fail("first_responded_at", raw.FirstRespondedAt, "correct one of the two", "first_responded_at %s is before created_at %s", t.Responded.Format(layout), t.Created.Format(layout))
	}
	if resolved, created := period.FromTime(t.Resolved), period.FromTime(t.Created); !t.Resolved.IsZero() && t.Resolved.Before(t.Created) &&
		(resolved != created || !isMidnight(t.Resolved)) { // a day alone is no time to compare
		c.fail("resolved_at", raw.ResolvedAt, "correct one of the two", "resolved_at %s is before created_at %s", t.Resolved.Format(layout), t.Created.Format(layout))
	}
	if c.load() {
		r.assigned("tickets", t.Account, t.Place, t.ID)
		r.records.Tickets = append(r.records.Tickets, t)
		r.loaded("tickets", period.FromTime(t.Created))
	}
}

func isMidnight(t time.Time) bool {
	hour, minute, second := t.Clock()
	return hour == 0 && minute == 0 && second == 0
}

func (r *reader) survey(c *cells, raw *rawSurvey) {
	s := Survey{Place: c.v.place(c.line), ID: raw.ResponseID, Account: raw.AccountID, Respondent: raw.RespondentID, SentOn: c.day("sent_on", raw.SentOn),
		RespondedOn: c.day("responded_on", raw.RespondedOn), Kind: c.choice("kind", raw.Kind, ""), Type: c.choice("survey_type", raw.SurveyType, ""),
		Score: c.number("score", raw.Score, maxPlaces), ScaleMin: c.number("scale_min", raw.ScaleMin, maxPlaces),
		ScaleMax: c.number("scale_max", raw.ScaleMax, maxPlaces), LowIsGood: c.choice("higher_is", raw.HigherIs, "better") == "worse"}
	if s.SentOn == period.NoDate && s.RespondedOn == period.NoDate {
		c.fail("responded_on", "", "fill in one of the two, or map a column to it", "responded_on and sent_on are empty, so the survey belongs to no month")
	}
	c.inOrder("sent_on", s.SentOn, "responded_on", s.RespondedOn, raw.RespondedOn)
	c.scale(&s, raw)
	if !c.load() {
		return
	}
	if !s.Score.Valid {
		r.noScore.note(s.Place, s.ID)
	}
	r.assigned("surveys", s.Account, s.Place, s.ID)
	r.records.Surveys = append(r.records.Surveys, s)
	if s.RespondedOn != period.NoDate {
		r.loaded("surveys", s.RespondedOn)
	} else {
		r.loaded("surveys", s.SentOn)
	}
}

// scale fills in the scale of a survey's kind where the row gives none, and checks the score against it.
func (c *cells) scale(s *Survey, raw *rawSurvey) {
	hardest, easiest := c.v.r.job.KPIs.EffortScale()
	ends := map[string][2]int64{"nps": {0, 10}, "csat": {1, 5}, "ces": {min(hardest, easiest), max(hardest, easiest)}}[s.Kind]
	low, high := decimal.NewFromInt(ends[0]), decimal.NewFromInt(ends[1])
	if s.Score.Valid && (!s.ScaleMin.Valid || !s.ScaleMax.Valid) && s.Kind != "" {
		c.v.say(fmt.Sprintf("score: %s from %s to %s, where the file gives no scale", s.Kind, low, high))
	}
	if !s.ScaleMin.Valid {
		s.ScaleMin = decimal.NewNullDecimal(low)
	}
	if !s.ScaleMax.Valid {
		s.ScaleMax = decimal.NewNullDecimal(high)
	}
	switch score := s.Score.Decimal; {
	case s.Kind == "": // rejected already
	case !s.ScaleMin.Decimal.LessThan(s.ScaleMax.Decimal):
		c.fail("scale_max", raw.ScaleMax, "correct the ends of the scale", "scale_max %s is not above scale_min %s", s.ScaleMax.Decimal, s.ScaleMin.Decimal)
	case s.Kind == "nps" && (!s.ScaleMin.Decimal.Equal(low) || !s.ScaleMax.Decimal.Equal(high)):
		c.fail("scale_max", raw.ScaleMax, "give the survey as csat or ces", "an nps score is on a scale from 0 to 10, not from %s to %s", s.ScaleMin.Decimal, s.ScaleMax.Decimal)
	case !s.Score.Valid:
	case s.Kind == "nps" && !score.IsInteger():
		c.bad("score", raw.Score, "an nps score is a whole number from 0 to 10", "export the single answers, not their average")
	case score.LessThan(s.ScaleMin.Decimal) || score.GreaterThan(s.ScaleMax.Decimal):
		c.fail("score", raw.Score, "correct the score, or give the scale as scale_min and scale_max", "score %q: outside the scale of %s from %s to %s", shorten(raw.Score, 60), s.Kind, s.ScaleMin.Decimal, s.ScaleMax.Decimal)
	}
}

func (r *reader) lead(c *cells, raw *rawLead) {
	l := Lead{Place: c.v.place(c.line), ID: raw.LeadID, Stage: category(raw.Stage), CreatedOn: c.day("created_on", raw.CreatedOn), ConvertedOn: c.day("converted_on", raw.ConvertedOn)}
	c.inOrder("created_on", l.CreatedOn, "converted_on", l.ConvertedOn, raw.ConvertedOn)
	if c.load() {
		r.records.Leads = append(r.records.Leads, l)
		r.loaded("leads", l.CreatedOn)
	}
}

func (r *reader) milestone(c *cells, raw *rawMilestone) {
	m := Milestone{Place: c.v.place(c.line), Account: raw.AccountID, Kind: c.choice("kind", raw.Kind, ""), On: c.day("on", raw.On)}
	if c.load() {
		r.records.Milestones = append(r.records.Milestones, m)
		r.loaded("milestones", m.On)
	}
}

func (r *reader) touchpoint(c *cells, raw *rawTouchpoint) {
	p := Touchpoint{Place: c.v.place(c.line), Account: raw.AccountID, Kind: category(raw.Kind), CSM: raw.CSM, On: c.day("on", raw.On)}
	if c.load() {
		r.assigned("touchpoints", p.Account, p.Place, p.CSM)
		r.records.Touchpoints = append(r.records.Touchpoints, p)
		r.loaded("touchpoints", p.On)
	}
}

// assigned counts the rows that have no account where others have one.
func (r *reader) assigned(dataset, account string, at Place, id string) {
	if account != "" {
		return
	}
	if r.noAccount[dataset] == nil {
		r.noAccount[dataset] = &tally{}
	}
	r.noAccount[dataset].note(at, id)
}
