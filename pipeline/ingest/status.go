package ingest

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// standing is what the status of a subscription says about it as of the export.
type standing uint8

const (
	unknownStanding standing = iota
	pays
	stillPays  // is in service up to a day that the line names, or is being reminded to pay
	neverBegan // never came into service: a draft, a first payment that failed
	deleted    // the same, unless the line has an end: then it was taken away after that
	inTrial    // has not been paid for yet
	notStarted // is to start
	resting    // is there, but is not paid for
	hasLeft    // is over
)

// standings are the words for each, as plain has them. A word that may mean two things is in none: it is named to the reader.
var standings = map[standing]string{
	pays: "active live current paying paid running in_service enabled activated renewed ongoing customer ok" +
		" aktiv laufend actif activo activa attivo ativo actief aktywny aktiivinen",
	stillPays: "non_renewing will_not_renew past_due overdue in_dunning dunning grace grace_period in_grace_period cancel_at_period_end" +
		" cancels_at_period_end pending_cancellation pending_cancel cancellation_scheduled cancellation_pending",
	neverBegan: "draft void voided incomplete incomplete_expired never_started not_activated entwurf brouillon borrador bozza concept rascunho",
	deleted:    "deleted removed gelöscht geloescht supprimé eliminado",
	inTrial: "trial trialing trialling in_trial on_trial free_trial trial_active trial_period trial_expired trial_ended expired_trial" +
		" testphase probezeit probephase essai en_essai période_d_essai periodo_de_prueba in_prova proefperiode",
	notStarted: "future scheduled pending upcoming not_started planned pending_activation awaiting_activation geplant ausstehend künftig",
	resting: "paused pause on_hold onhold hold suspended unpaid frozen dormant inactive disabled halted delinquent payment_failed" +
		" pausiert ruhend ruht gesperrt ausgesetzt inaktiv suspendu en_pause inactif pausado suspendido inactivo sospeso gepauzeerd",
	hasLeft: "cancelled canceled expired ended churned terminated closed lost former finished stopped deactivated discontinued not_renewed nonrenewed" +
		" gekündigt gekuendigt beendet abgelaufen storniert résilié résiliée resilie terminé expiré annulé cancelado cancelada vencido disdetto opgezegd beëindigd",
}

// standingOf is what a status says; unknownStanding where nobody knows the word.
func standingOf(status string) standing {
	word := plain(status)
	for of, words := range standings {
		if slices.Contains(strings.Fields(words), word) {
			return of
		}
	}
	return unknownStanding
}

// Words for the state of an invoice besides those that skip its lines and those by which it was taken back.
const issuedWords = "paid open sent issued due overdue past_due unpaid not_paid payment_due awaiting_payment partially_paid partly_paid partial part_paid" +
	" posted closed approved authorised authorized final finalized finalised completed complete active settled in_dispute disputed" +
	" bezahlt offen versendet überfällig gebucht payée payé envoyée pagado pagada enviada betaald"

const (
	skippedWords   = "draft void voided deleted entwurf gelöscht brouillon borrador bozza"
	takenBackWords = "cancelled canceled reversed uncollectible written_off bad_debt refunded partially_refunded credited failed storniert annulée anulada"
)

// among tells whether a status is one of some words.
func among(words, status string) bool { return slices.Contains(strings.Fields(words), plain(status)) }

// void names the rule by which a line is skipped that was never charged or never came into service, or was taken back as if it never
// had; empty for others.
func (v *view) void(l *line) string {
	if v.status < 0 || l.fields[v.status] == "" {
		return ""
	}
	status := l.fields[v.status]
	if v.layout.dataset.Name == "invoices" {
		if among(skippedWords, status) {
			return "status draft or void"
		}
		return ""
	}
	of := v.standing(status)
	if of != neverBegan && (of != deleted || l.fields[v.layout.index["ended_on"]] != "") {
		return ""
	}
	v.r.statusRows(neverBegan).note(status, v.place(l), l.fields[v.layout.index["subscription_id"]], l.currency, v.amountOf(l))
	return "status " + strings.ToLower(status)
}

// standing is standingOf, looked up once for each word of a file.
func (v *view) standing(status string) standing {
	of, ok := v.standings[status]
	if !ok {
		of = standingOf(status)
		v.standings[strings.Clone(status)] = of
	}
	return of
}

// amountOf is the amount of a row, of subscriptions also its price times its quantity, or zero where it has none that can be read.
func (v *view) amountOf(l *line) decimal.Decimal {
	of := func(name string) amount {
		for i, column := range v.layout.money {
			if v.layout.dataset.Columns[column].Name == name && l.amounts[i].problem == "" {
				return l.amounts[i]
			}
		}
		return amount{}
	}
	for _, name := range [...]string{"amount", "mrr", "total_value", "recurring_value", "amount_due"} {
		if whole := of(name); whole.given {
			return whole.value
		}
	}
	quantity, ok := v.layout.index["quantity"]
	if !ok {
		return decimal.Decimal{}
	}
	figure, _ := takeApart(l.fields[quantity])
	times, _ := figure.number(v.formats[quantity].mark, maxPlaces)
	return of("unit_amount").value.Mul(times)
}
