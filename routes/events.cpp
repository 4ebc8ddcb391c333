#include <routes/routes.hpp>

#include <routes/event_stream.hpp>
#include <routes/prefect_socket.hpp>

#include <models/events/event_counts.hpp>
#include <models/events/event_limits.hpp>
#include <models/events/event_query.hpp>
#include <models/events/event_store.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>
#include <server/base/text/base64.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace praetor::routes {
namespace {

using models::event_filter;

constexpr std::int64_t max_page = 50;

// Tokens come from clients, who may have made them.
bool is_sound(models::event_page_token const& token)
{
    return token.page_size >= 0 && token.page_size <= max_page && token.offset >= 0 && token.count >= token.offset;
}

// A request's body of events, to be read within the limits of the settings.
struct sent_events
{
    boost::json::value document;
};

struct event_page_fields
{
    static constexpr bool filters_may_be_null = true;
    std::optional<event_filter> filter;
    defaulted<json::constrained<std::int64_t, json::between_limits<0, max_page>>> limit{
        json::constrained<std::int64_t, json::between_limits<0, max_page>>{max_page}};
};
BOOST_DESCRIBE_STRUCT(event_page_fields, (), (filter, limit))

struct event_page
{
    std::vector<models::stored_event> events;
    std::int64_t total = 0;
    std::optional<std::string> next_page; // a URL
};
BOOST_DESCRIBE_STRUCT(event_page, (), (events, total, next_page))

struct page_token_query
{
    static constexpr std::pair<std::string_view, std::string_view> wire_names[] = {{"page_token", "page-token"}};
    std::string page_token;
};
BOOST_DESCRIBE_STRUCT(page_token_query, (), (page_token))

// At least a hundredth of a unit.
struct interval_rule
{
    static bool check(double value, boost::json::value const& from, json::problems& found)
    {
        if (value >= 0.01)
            return true;
        found.add("greater_than_equal", "Input should be greater than or equal to 0.01", from, R"({"ge":0.01})");
        return false;
    }
    static void describe(boost::json::object& schema) { schema["minimum"] = 0.01; }
};

struct count_fields
{
    event_filter filter;
    defaulted<models::time_unit> time_unit{models::time_unit::day};
    defaulted<json::constrained<double, interval_rule>> time_interval{json::constrained<double, interval_rule>{1.0}};
};
BOOST_DESCRIBE_STRUCT(count_fields, (), (filter, time_unit, time_interval))

bool read_sent(models::event& out, boost::json::value const& from, models::event_limits const& limits,
               json::problems& found)
{
    if (!models::read_event(out, from, limits, found))
        return false;
    if (json::to_text(out).size() <= limits.size_bytes)
        return true;
    found.add_value_error(fmt::format("Event exceeds the maximum size of {} bytes", limits.size_bytes), from);
    return false;
}

std::vector<models::event> read_all_sent(boost::json::value document, models::event_limits limits)
{
    std::vector<models::event> events;
    json::problems found{"body"};
    if (auto const* array = document.if_array()) {
        events.reserve(std::min(array->size(), json::max_reserved));
        for (std::size_t i = 0; i < array->size() && !found.are_enough(); ++i) {
            json::problems::descent const into{found, i};
            read_sent(events.emplace_back(), (*array)[i], limits, found);
        }
    }
    else
        json::refuse_list(document, found);
    if (!found.empty())
        throw json::invalid_request{found.to_json(), json::serialize_briefly(document, json::repeated_whole)};
    return events;
}

// Answers once the events are stored.
task<void> create_events(scope& rq, body<sent_events> sent)
{
    std::vector<models::event> events;
    auto const& limits = rq.app().event_limits;
    if (rq.request().body.size() < http::large_body)
        events = read_all_sent(std::move(sent->document), limits);
    else
        events = co_await rq.threads().run(read_all_sent, std::move(sent->document), limits);
    auto const when = now();
    for (auto& one : events)
        one.received = when;
    auto stored = co_await rq.db().transaction(models::store_events, std::move(events));
    rq.publish(std::move(stored));
}

task<event_page> read_page(scope& rq, models::event_page_token at)
{
    event_page page;
    page.total = at.count;
    page.events = co_await rq.db().read(models::read_events, at.filter, models::page{at.page_size, at.offset});
    if (at.offset + at.page_size < at.count) {
        at.offset += at.page_size;
        page.next_page = http::url_of(rq.request(), std::string{rq.request().root} + "/events/filter/next",
                                      "page-token=" + base64_encoded(to_text(at)));
    }
    co_return page;
}

task<event_page> read_events(scope& rq, fields<event_page_fields> wanted)
{
    models::event_page_token first;
    if (wanted->filter)
        first.filter = std::move(*wanted->filter);
    first.page_size = **wanted->limit;
    first.count = co_await rq.db().read(models::count_events, first.filter);
    auto page = co_await read_page(rq, std::move(first));
    co_return page;
}

task<event_page> read_next_events(scope& rq, query<page_token_query> asked)
{
    auto const text = base64_decoded(asked->page_token);
    auto token = text ? models::parse_page_token(*text) : std::nullopt;
    if (!token || !is_sound(*token))
        throw error{errc::forbidden, "Forbidden"};
    return read_page(rq, std::move(*token));
}

task<std::vector<models::event_count>> count_events(scope& rq, std::string countable, fields<count_fields> wanted)
{
    models::counting unit{{}, *wanted->time_unit, **wanted->time_interval};
    json::problems found{"path"};
    {
        json::problems::descent const into{found, std::string_view{"countable"}};
        json::read(unit.by, boost::json::value(countable), found);
    }
    if (!found.empty())
        throw json::invalid_request{found.to_json(), "null"};
    return rq.db().read(models::count_events_by, std::move(wanted->filter), unit);
}

} // namespace

void add_events(router& r)
{
    r.section("Events");
    r.post<"/events", create_events>().needs(role::runner).audit(audited::never);
    r.post<"/events/filter", read_events>().needs(role::viewer);
    r.get<"/events/filter/next", read_next_events>()
        .needs(role::viewer)
        .called("read_account_events_page")
        .refuses(403);
    r.post<"/events/count-by/{countable}", count_events>().needs(role::viewer).called("count_account_events");
    r.websocket<"/events/in", accept_prefect_socket, stream_events_in>().needs(role::runner);
    r.websocket<"/events/out", accept_prefect_socket, stream_events_out>().needs(role::viewer);
}

} // namespace praetor::routes

template <>
struct praetor::json::schema<praetor::routes::sent_events>
{
    static boost::json::object make(components& all) { return schema<std::vector<models::event>>::make(all); }
};

template <>
struct praetor::json::schema_notes<praetor::routes::event_page>
{
    static void add(model_schema& model) { model.required("next_page"); }
};

PRAETOR_JSON_CODEC(praetor::routes::event_page_fields)
PRAETOR_JSON_CODEC(praetor::routes::event_page)
PRAETOR_JSON_CODEC(praetor::routes::page_token_query)
PRAETOR_JSON_CODEC(praetor::routes::count_fields)
