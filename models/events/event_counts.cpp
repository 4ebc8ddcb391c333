#include <models/events/event_counts.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>

#include <db/rows.hpp>

#include <fmt/format.h>

#include <cmath>

PRAETOR_JSON_CODEC(praetor::models::countable)
PRAETOR_JSON_CODEC(praetor::models::time_unit)
PRAETOR_JSON_CODEC(praetor::models::event_count)

namespace praetor::models {
namespace {

// The Monday before the first event there can be: spans of time are counted from here.
constexpr timestamp pivot{std::chrono::sys_days{std::chrono::year{2024} / 4 / 1}};
constexpr std::int64_t max_spans = 1000;
constexpr double max_span = 1'000 * 366 * 86'400.0; // seconds; the reference fails beyond its years

duration length_of(counting const& how)
{
    using namespace std::chrono;
    double unit = 1;
    switch (how.unit) {
    case time_unit::week:
        unit = 7 * 86'400;
        break;
    case time_unit::day:
        unit = 86'400;
        break;
    case time_unit::hour:
        unit = 3'600;
        break;
    case time_unit::minute:
        unit = 60;
        break;
    case time_unit::second:
        break;
    }
    auto const seconds = unit * how.interval;
    if (seconds > max_span)
        throw error{errc::unprocessable, "The given interval is too long."};
    return duration{static_cast<std::int64_t>(std::llround(seconds * 1e6))};
}

std::int64_t span_of(timestamp when, duration length)
{
    auto const since = (when - pivot).count();
    return since / length.count() - (since % length.count() < 0 ? 1 : 0);
}

// The end of the unit that runs now: nothing is counted beyond it.
timestamp end_of_unit(time_unit unit, timestamp when)
{
    using namespace std::chrono;
    auto const day = floor<days>(when);
    switch (unit) {
    case time_unit::week:
        return timestamp{day - (weekday{day} - Monday) + days{7}} - duration{1};
    case time_unit::day:
        return timestamp{day + days{1}} - duration{1};
    case time_unit::hour:
        return timestamp{floor<hours>(when) + hours{1}} - duration{1};
    case time_unit::minute:
        return timestamp{floor<minutes>(when) + minutes{1}} - duration{1};
    case time_unit::second:
        break;
    }
    return timestamp{floor<seconds>(when) + seconds{1}} - duration{1};
}

void refuse_too_many_spans(event_filter const& wanted, counting const& how)
{
    auto const range = (*wanted.occurred->until - *wanted.occurred->since).count();
    auto const spans =
        static_cast<std::int64_t>(std::ceil(static_cast<double>(range) / static_cast<double>(length_of(how).count())));
    if (spans > max_spans)
        throw error{errc::unprocessable,
                    fmt::format("The given interval would create {} buckets, which is too many. Please increase the "
                                "interval or reduce the time range to produce {} buckets or fewer.",
                                spans, max_spans)};
}

struct span_row
{
    std::int64_t span = 0;
    std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(span_row, (), (span, count))

task<std::vector<event_count>> count_by_time(db::connection& conn, event_filter wanted, counting how)
{
    auto const length = length_of(how);
    auto const since = *wanted.occurred->since;
    auto until = *wanted.occurred->until;
    if (until > now())
        until = end_of_unit(how.unit, now());
    auto const first = span_of(since, length);
    std::vector<event_count> all;
    for (auto start = pivot + first * length; start < until; start += length) {
        auto label = to_rfc3339(start);
        label.replace(label.size() - 1, 1, "+00:00");
        all.push_back({std::to_string(all.size()), std::move(label), 0, start, start + length - duration{1}});
    }

    // floor() of a division of integers that can not be negative: there are no events before the pivot.
    db::sql query{"SELECT ("};
    query << conn.grammar().microseconds_of("events.occurred") << " - " << db::arg(pivot.time_since_epoch().count())
          << ") / " << db::arg(length.count()) << " AS span, count(*) AS count FROM events WHERE "
          << where(conn.grammar(), wanted) << " GROUP BY 1";
    auto const found = co_await conn.rows<span_row>(std::move(query));
    for (auto const& row : found) {
        auto const at = row.span - first;
        if (at >= 0 && at < static_cast<std::int64_t>(all.size()))
            all[static_cast<std::size_t>(at)].count = row.count;
    }
    co_return all;
}

// Each value is shown under the label that its latest event gave it.
task<std::vector<event_count>> count_by_value(db::connection& conn, event_filter wanted, countable by)
{
    auto const& grammar = conn.grammar();
    std::string_view const value = by == countable::event ? "events.event" : "events.resource_id";
    std::string label{value};
    if (by == countable::resource)
        label = "coalesce(" + grammar.json_value("events.resource", "prefect.resource.name") + ", " +
                grammar.json_value("events.resource", "prefect.name") + ", events.resource_id)";
    db::sql query{"WITH counted AS (SELECT "};
    query << value << " AS value, " << label
          << " AS label, max(events.occurred) AS latest, min(events.occurred) AS oldest, count(*) AS count FROM events "
             "WHERE "
          << where(grammar, wanted)
          << " GROUP BY 1, 2), labelled AS (SELECT value, first_value(label) OVER (PARTITION BY value ORDER BY latest "
             "DESC) AS label, latest, oldest, count FROM counted) SELECT value, label, CAST(sum(count) AS bigint) AS "
             "count, min(oldest) AS start_time, max(latest) AS end_time FROM labelled GROUP BY value, label "
             "ORDER BY 3 DESC, 2 ASC";
    return conn.rows<event_count>(std::move(query));
}

} // namespace

task<std::vector<event_count>> count_events_by(db::connection& conn, event_filter wanted, counting how)
{
    refuse_too_many_spans(wanted, how);
    if (how.by == countable::day || how.by == countable::time) {
        auto counted = co_await count_by_time(conn, std::move(wanted), how);
        co_return counted;
    }
    auto counted = co_await count_by_value(conn, std::move(wanted), how.by);
    co_return counted;
}

} // namespace praetor::models
