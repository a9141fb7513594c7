package telemetry

import (
	"net/http"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are made on first use: a process that counts nothing pays nothing.
var metrics = sync.OnceValue(newMetrics)

type metricSet struct {
	registry *prometheus.Registry

	jobsAccepted *prometheus.CounterVec
	jobsFinished *prometheus.CounterVec
	jobsRetried  prometheus.Counter
	conversion   *prometheus.HistogramVec
	queue        prometheus.Histogram
	inputBytes   prometheus.Histogram
	resultBytes  prometheus.Histogram

	httpRequests *prometheus.CounterVec
	httpDuration *prometheus.HistogramVec

	storeRequests *prometheus.CounterVec
	storeDuration prometheus.Histogram

	converters, functions, outcomes, operations labelSet
}

var (
	fastBuckets = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}
	// A conversion lasts from a millisecond to DeepDream's minutes.
	slowBuckets = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600}
	sizeBuckets = prometheus.ExponentialBuckets(1<<10, 4, 9) // 1 KiB to 64 MiB
)

func newMetrics() *metricSet {
	m := &metricSet{
		registry:      prometheus.NewRegistry(),
		jobsAccepted:  counters("reverie_jobs_accepted_total", "Jobs that were given an ID.", "converter"),
		jobsFinished:  counters("reverie_jobs_finished_total", "Jobs that came to an end, by how.", "converter", "outcome"),
		jobsRetried:   prometheus.NewCounter(prometheus.CounterOpts{Name: "reverie_jobs_retried_total", Help: "Deliveries of a job after its first."}),
		conversion:    histograms("reverie_conversion_duration_seconds", "Time in the converter itself.", slowBuckets, "converter"),
		queue:         histogram("reverie_job_queue_seconds", "Time from a job's creation to the start of its conversion.", slowBuckets),
		inputBytes:    histogram("reverie_input_bytes", "Size of the pictures that came in.", sizeBuckets),
		resultBytes:   histogram("reverie_result_bytes", "Size of the pictures that conversions gave.", sizeBuckets),
		httpRequests:  counters("reverie_http_requests_total", "HTTP requests answered; status 499 is a client that left.", "function", "method", "status"),
		httpDuration:  histograms("reverie_http_request_duration_seconds", "Time from a request's header to the end of its answer.", fastBuckets, "function"),
		storeRequests: counters("reverie_store_requests_total", "Requests to the object store.", "operation", "outcome"),
		storeDuration: histogram("reverie_store_request_duration_seconds", "Time of a request to the object store, retries included.", fastBuckets),
	}
	m.registry.MustRegister(
		m.jobsAccepted, m.jobsFinished, m.jobsRetried, m.conversion, m.queue, m.inputBytes, m.resultBytes,
		m.httpRequests, m.httpDuration, m.storeRequests, m.storeDuration)
	return m
}

func counters(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
}

func histogram(name, help string, buckets []float64) prometheus.Histogram {
	return prometheus.NewHistogram(prometheus.HistogramOpts{Name: name, Help: help, Buckets: buckets})
}

func histograms(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
	return prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: buckets}, labels)
}

// The runtime's collectors are made for the first scrape only.
var metricsHandler = sync.OnceValue(func() http.Handler {
	registry := metrics().registry
	registry.MustRegister(
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{EnableOpenMetrics: true})
})
