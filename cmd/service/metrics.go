package service

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics are counted in a registry of their own. They name jobs, and no customers.
type Metrics struct {
	registry    *prometheus.Registry
	runs        *prometheus.CounterVec
	missed      *prometheus.CounterVec
	lastSuccess *prometheus.GaugeVec
	duration    *prometheus.GaugeVec
	sent        *prometheus.CounterVec
}

func newMetrics() *Metrics {
	m := &Metrics{
		registry:    prometheus.NewRegistry(),
		runs:        prometheus.NewCounterVec(prometheus.CounterOpts{Name: "kpibook_runs_total", Help: "Runs made, by job and by whether they succeeded."}, []string{"job", "outcome"}),
		missed:      prometheus.NewCounterVec(prometheus.CounterOpts{Name: "kpibook_missed_runs_total", Help: "Runs that were due while the service did not run, and were made up."}, []string{"job"}),
		lastSuccess: prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "kpibook_last_success_timestamp_seconds", Help: "When the job last succeeded."}, []string{"job"}),
		duration:    prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "kpibook_last_run_duration_seconds", Help: "How long the last run took."}, []string{"job"}),
		sent:        prometheus.NewCounterVec(prometheus.CounterOpts{Name: "kpibook_messages_total", Help: "Messages sent or failed, by channel."}, []string{"channel", "outcome"}),
	}
	m.registry.MustRegister(m.runs, m.missed, m.lastSuccess, m.duration, m.sent)
	return m
}

func (m *Metrics) ran(job string, well bool, at time.Time, took time.Duration) {
	m.duration.WithLabelValues(job).Set(took.Seconds())
	if !well {
		m.runs.WithLabelValues(job, "failed").Inc()
		return
	}
	m.runs.WithLabelValues(job, "succeeded").Inc()
	m.lastSuccess.WithLabelValues(job).Set(time.Duration(at.UnixNano()).Seconds())
}

// Sent counts a message that was sent or failed to be.
func (m *Metrics) Sent(channel string, well bool) {
	outcome := "sent"
	if !well {
		outcome = "failed"
	}
	m.sent.WithLabelValues(channel, outcome).Inc()
}

func (m *Metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
