package formulas

// methodTerms are the words about data, aims and the running of projects and companies.
func methodTerms() []Term {
	return []Term{
		{
			Name:       "Actionable data",
			Definition: "Information exact and current enough that whoever sees it knows what to do next.",
			Sources:    cited(TermArchive, "Actionable Data"),
			See:        []string{"Dashboard", "Trigger"},
		},
		{
			Name: "Dashboard", Aliases: []string{"Customer success dashboard"},
			Definition: "A page that shows the most important figures side by side, current enough to act on.",
			Differs:    "What the Customer Success Glossary prints under its heading for the customer success dashboard is a description of SaaS; it belongs to another entry.",
			Sources:    []Source{{Landscape, "Dashboard"}, {CSGlossary, "Customer Success Dashboard"}},
			See:        []string{"Key performance indicator", "Software as a service"},
		},
		{
			Name:       "Goal",
			Definition: "A state to be reached by a set date, in broad words or as a figure; a figure can be checked.",
			Sources:    cited(Landscape, "Goals"),
			See:        []string{"Success criteria", "Objectives and key results"},
		},
		{
			Name: "Key performance indicator", Aliases: []string{"KPI"},
			Definition: "A figure chosen to show whether a company, a team or a person is getting where it wants to be. Every KPI is a metric; few metrics are worth being KPIs.",
			Sources:    cited(Landscape, "Key Performance Indicator (KPI)"),
			See:        []string{"Metric", "Goal"},
		},
		{
			Name: "Low-hanging fruit", Aliases: []string{"Quick win"},
			Definition: "A gain that takes little effort and is therefore picked first.",
			Sources:    cited(Landscape, "Low-Hanging Fruit"),
		},
		{
			Name: "Management by objectives", Aliases: []string{"MBO"},
			Definition: "Leading by agreed aims: those of the company are broken down to each employee, and results are held against them.",
			Sources:    cited(Landscape, "Management by Objectives (MBO)"),
			See:        []string{"Objectives and key results", "Goal"},
		},
		{
			Name:       "Metric",
			Definition: "Anything measured regularly to follow how something develops.",
			Differs:    "The landscape glossary defines metric and KPI almost alike. What sets a KPI apart is the aim it is held against.",
			Sources:    cited(Landscape, "Metrics"),
			See:        []string{"Key performance indicator"},
		},
		{
			Name:       "MoSCoW",
			Definition: "A way to rank requirements by four words: must, should, could, and won't for this time. The consonants of the four make the name.",
			Sources:    cited(Landscape, "MoSCoW"),
			See:        []string{"Product roadmap"},
		},
		{
			Name: "Objectives and key results", Aliases: []string{"OKR"},
			Definition: "A way to set goals: an objective says in words where to get to, and a few key results say in figures how to tell.",
			Sources:    cited(Landscape, "Objectives & Key Results (OKRs)"),
			See:        []string{"Goal", "Key performance indicator"},
		},
		{
			Name:       "Project charter",
			Definition: "The short paper that starts a project: why, what is in it and what is not, who, and with what result.",
			Sources:    cited(Landscape, "Project Charter"),
			See:        []string{"Statement of work", "RASCI"},
		},
		{
			Name:       "Qualitative data",
			Definition: "Data in kinds rather than amounts: names, classes, free text. One groups by them and counts them, but does not add them up.",
			Sources:    cited(Landscape, "Qualitative Data"),
			See:        []string{"Quantitative data"},
		},
		{
			Name:       "Quantitative data",
			Definition: "Data in numbers, counted or measured, which can be added up and compared.",
			Sources:    cited(Landscape, "Quantitative Data"),
			See:        []string{"Qualitative data"},
		},
		{
			Name: "RASCI", Aliases: []string{"RACI"},
			Definition: "A table that gives each person a part in each task: to do it (responsible), to answer for it (accountable), to help (supportive), to be asked (consulted) or to be told (informed). RACI leaves the helpers out.",
			Sources:    cited(Landscape, "RASCI"),
			See:        []string{"Stakeholder", "Project charter"},
		},
		{
			Name: "Standard operating procedure", Aliases: []string{"SOP"},
			Definition: "Written directions for a task that is to be done the same way every time.",
			Sources:    cited(Landscape, "Standard Operating Procedure (SOP)"),
			See:        []string{"Best practice", "Playbook"},
		},
		{
			Name: "SWOT analysis", Aliases: []string{"SWOT"},
			Definition: "A look at a company from inside, for strengths and weaknesses, and from outside, for opportunities and threats, to plan by.",
			Sources:    cited(Landscape, "SWOT Analysis"),
		},
		{
			Name: "Total quality management", Aliases: []string{"TQM"},
			Definition: "Running a company so that everyone in it, and not an inspection at the end, answers for quality.",
			Sources:    cited(Landscape, "Total Quality Management (TQM)"),
			See:        []string{"Standard operating procedure"},
		},
		{
			Name: "Year to date", Aliases: []string{"YTD"},
			Definition: "From the first day of the fiscal year to the end of the month reported on. It is held against the same months of the year before.",
			Differs:    "The landscape glossary lets it end today. Here it ends with a whole month, as the day's figures are not in yet.",
			Sources:    cited(Landscape, "Year to Date (YTD)"),
			See:        []string{"Year over year"},
		},
	}
}
