#include <routes/metrics.hpp>

#include <server/services/services.hpp>
#include <server/services/tracing/trace_export.hpp>

#include <db/statement_statistics.hpp>
#include <db/statistics.hpp>

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <limits>
#include <utility>

namespace praetor::routes {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using labels = std::vector<ClientMetric::Label>;

// Families in the order in which they were begun.
class families
{
public:
    void begin(std::string name, std::string help, MetricType type) { all_.push_back({name, help, type, {}}); }

    void add(double value, labels with = {})
    {
        auto& family = all_.back();
        auto& one = family.metric.emplace_back();
        one.label = std::move(with);
        if (family.type == MetricType::Gauge)
            one.gauge.value = value;
        else
            one.counter.value = value;
    }
    void add(std::uint64_t value, labels with = {}) { add(static_cast<double>(value), std::move(with)); }

    // Durations from 64 µs to over a minute; finer and coarser ones are in their neighbours.
    void add(db::duration_histogram const& from, labels with = {})
    {
        static constexpr std::size_t finest = 6;
        static constexpr std::size_t coarsest = 26;
        auto& one = all_.back().metric.emplace_back();
        one.label = std::move(with);
        one.histogram.sample_count = from.count();
        one.histogram.sample_sum = static_cast<double>(from.sum().count()) / 1e6;
        std::uint64_t below = 0;
        for (std::size_t i = 0; i < db::duration_histogram::buckets; ++i) {
            below += from.counts()[i];
            if (i >= finest && i <= coarsest)
                one.histogram.bucket.push_back({below, static_cast<double>(std::uint64_t{1} << i) / 1e6});
        }
        one.histogram.bucket.push_back({from.count(), std::numeric_limits<double>::infinity()});
    }

    std::vector<MetricFamily> const& all() const noexcept { return all_; }

private:
    std::vector<MetricFamily> all_;
};

void add_statements(families& out, db::statement_statistics const& counted)
{
    auto const all = counted.by_name();
    out.begin("praetor_database_statement_seconds", "How long statements took, by verb and table",
              MetricType::Histogram);
    for (auto const& [name, one] : all)
        out.add(one.took, {{"statement", name}});
    out.begin("praetor_database_statement_rows_total", "Rows that statements gave or changed", MetricType::Counter);
    for (auto const& [name, one] : all)
        out.add(one.rows, {{"statement", name}});
    out.begin("praetor_database_statement_failures_total", "Statements that failed", MetricType::Counter);
    for (auto const& [name, one] : all)
        out.add(one.failures, {{"statement", name}});
    out.begin("praetor_database_slow_statements_total", "Statements that the slow-query log tells of",
              MetricType::Counter);
    for (auto const& [name, one] : all)
        out.add(one.slow, {{"statement", name}});
}

void add_pool(families& out, db::pool_statistics const& pool)
{
    out.begin("praetor_database_connections", "Connections by what they do", MetricType::Gauge);
    out.add(pool.in_use, {{"state", "in_use"}});
    out.add(pool.idle, {{"state", "idle"}});
    out.add(pool.connecting, {{"state", "connecting"}});
    out.add(pool.checking, {{"state", "checking"}});
    out.begin("praetor_database_connections_size", "Connections that stay", MetricType::Gauge);
    out.add(pool.size);
    out.begin("praetor_database_connections_overflow", "Connections open beyond the size", MetricType::Gauge);
    out.add(pool.overflow);
    out.begin("praetor_database_waiting", "Requests that wait for a connection", MetricType::Gauge);
    out.add(pool.waiting);
    out.begin("praetor_database_wait_seconds", "From asking for a connection to having one", MetricType::Histogram);
    out.add(pool.waits);
    out.begin("praetor_database_transactions_total", "Transactions done", MetricType::Counter);
    out.add(pool.transactions);
    out.begin("praetor_database_reads_total", "Reads done outside a transaction", MetricType::Counter);
    out.add(pool.reads);
    out.begin("praetor_database_retries_total", "Transactions that were run again", MetricType::Counter);
    out.add(pool.retries);
    out.begin("praetor_database_opened_total", "Connections opened", MetricType::Counter);
    out.add(pool.opened);
    out.begin("praetor_database_closed_total", "Connections closed", MetricType::Counter);
    out.add(pool.closed);
    out.begin("praetor_database_errors_total", "What went wrong, by class", MetricType::Counter);
    out.add(pool.connect_errors, {{"class", "connect"}});
    out.add(pool.lost, {{"class", "lost"}});
    out.add(pool.conflicts, {{"class", "conflict"}});
    out.add(pool.read_only, {{"class", "read_only"}});
    out.add(pool.timeouts, {{"class", "timeout"}});
    out.add(pool.acquire_timeouts, {{"class", "acquire_timeout"}});
    out.add(pool.cancelled, {{"class", "cancelled"}});
}

void add_replicas(families& out, db::replicas const& reads)
{
    auto const all = reads.state();
    out.begin("praetor_database_replica_up", "Whether a replica takes reads", MetricType::Gauge);
    for (auto const& one : all)
        out.add(one.serves ? 1.0 : 0.0, {{"replica", one.name}});
    out.begin("praetor_database_replica_lag_seconds", "How far a replica was behind when it was asked last",
              MetricType::Gauge);
    for (auto const& one : all)
        if (one.lag)
            out.add(std::chrono::duration<double>(*one.lag).count(), {{"replica", one.name}});
}

void add_cache(families& out, std::string const& name, cache_counts const& counted)
{
    out.begin("praetor_cache_requests_total", "What caches were asked for", MetricType::Counter);
    out.add(counted.hits, {{"cache", name}, {"result", "hit"}});
    out.add(counted.misses, {{"cache", name}, {"result", "miss"}});
    out.begin("praetor_cache_evictions_total", "Values that had to make room", MetricType::Counter);
    out.add(counted.evictions, {{"cache", name}});
}

void add_services(families& out, services::running const& all)
{
    out.begin("praetor_service_failures_total", "Steps of background services that failed", MetricType::Counter);
    for (auto const& one : all.all())
        out.add(one->failures(), {{"service", std::string{one->name()}}});
    auto const add_of_steps = [&](std::string name, std::string help, MetricType type, auto value) {
        out.begin(std::move(name), std::move(help), type);
        for (auto const& one : all.all())
            if (auto const last = one->last_step())
                out.add(value(*one, *last), {{"service", std::string{one->name()}}});
    };
    using services::service;
    add_of_steps("praetor_service_last_run_timestamp_seconds", "When the last step of a background service began",
                 MetricType::Gauge, [](service const&, ended_step const& last) {
                     return static_cast<double>(last.began.time_since_epoch().count()) / 1e6;
                 });
    add_of_steps("praetor_service_last_run_seconds", "How long that step took", MetricType::Gauge,
                 [](service const&, ended_step const& last) { return static_cast<double>(last.took.count()) / 1e6; });
    add_of_steps("praetor_service_backlog", "What was due and is left", MetricType::Gauge,
                 [](service const& one, ended_step const&) { return static_cast<double>(one.backlog()); });
    add_of_steps("praetor_service_done_total", "What background services have done", MetricType::Counter,
                 [](service const& one, ended_step const&) { return static_cast<double>(one.done()); });
}

void add_refusals(families& out, services::event_refusals const& refused)
{
    out.begin("praetor_events_refused_total", "Events from sockets that broke a rule, by what they broke",
              MetricType::Counter);
    for (auto const& [kind, count] : refused.counts())
        out.add(count, {{"reason", kind}});
}

void add_traces(families& out, services::trace_export const& traces)
{
    auto const counted = traces.counts();
    out.begin("praetor_trace_spans_total", "Spans that have ended, by what became of them", MetricType::Counter);
    out.add(counted.sent, {{"result", "sent"}});
    out.add(counted.rejected, {{"result", "rejected"}});
    out.add(counted.lost, {{"result", "lost"}});
    out.add(counted.dropped, {{"result", "dropped"}});
    out.begin("praetor_trace_spans_waiting", "Spans that wait to be sent", MetricType::Gauge);
    out.add(static_cast<double>(traces.waiting()));
}

} // namespace

std::string metrics_text(application const& app)
{
    families out;
    add_statements(out, app.statements);
    add_pool(out, app.store.statistics());
    if (app.replicas != nullptr)
        add_replicas(out, *app.replicas);
    add_cache(out, "csrf_tokens", app.csrf_tokens.counts());
    add_refusals(out, app.bus.refusals());
    if (app.services != nullptr)
        add_services(out, *app.services);
    if (app.traces != nullptr)
        add_traces(out, *app.traces);
    return prometheus::TextSerializer{}.Serialize(out.all());
}

} // namespace praetor::routes
