#include <models/events/event_query.hpp>

#include <models/filters/where.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>
#include <server/base/json/parse.hpp>
#include <server/base/text/base64.hpp>

#include <db/query/table_columns.hpp>
#include <db/schema/tables/events.hpp>

template <>
struct praetor::json::schema_notes<praetor::models::stored_event>
{
    static constexpr std::string_view name = "ReceivedEvent";
    static void add(model_schema& model)
    {
        model.as<models::event_resource>("resource")
            .as<std::vector<models::event_resource>>("related")
            .as<json_object>("payload");
    }
};

PRAETOR_JSON_CODEC(praetor::models::stored_event)
PRAETOR_JSON_CODEC(praetor::models::event_page_token)

namespace praetor::models {
namespace {

db::sql const& columns()
{
    static auto const all = db::query::column_list<stored_event>(db::tables::events);
    return all;
}

bool is_distinct(event_filter const& wanted)
{
    return wanted.resource && *wanted.resource->distinct;
}

} // namespace

task<std::vector<stored_event>> read_events(db::connection& conn, event_filter wanted, page range)
{
    std::string_view const order = *wanted.order == event_order::DESC ? " DESC" : " ASC";
    db::sql query{"SELECT "};
    query << columns();
    if (is_distinct(wanted))
        query << " FROM (SELECT events.*, row_number() OVER (PARTITION BY events.resource_id ORDER BY events.occurred"
              << order << ") AS nth FROM events WHERE " << where(conn.grammar(), wanted)
              << ") AS events WHERE events.nth = 1";
    else
        query << " FROM events WHERE " << where(conn.grammar(), wanted);
    query << " ORDER BY events.occurred" << order << " LIMIT " << db::arg(range.limit) << " OFFSET "
          << db::arg(range.offset);
    return conn.rows<stored_event>(std::move(query));
}

task<std::int64_t> count_events(db::connection& conn, event_filter wanted)
{
    db::sql query{is_distinct(wanted) ? "SELECT count(DISTINCT events.resource_id) FROM events WHERE "
                                      : "SELECT count(*) FROM events WHERE "};
    query << where(conn.grammar(), wanted);
    return conn.value<std::int64_t>(std::move(query));
}

task<std::vector<stored_event>> read_events_after(db::connection& conn, event_filter wanted,
                                                  std::optional<event_position> after, std::int64_t limit)
{
    db::sql query{"SELECT "};
    query << columns() << " FROM events WHERE " << where(conn.grammar(), wanted);
    if (after)
        query << " AND (events.occurred, events.id) > (" << db::arg(after->occurred) << ", " << db::arg(after->id)
              << ")";
    query << " ORDER BY events.occurred, events.id LIMIT " << db::arg(limit);
    return conn.rows<stored_event>(std::move(query));
}

task<std::vector<stored_event>> read_events_by_id(db::connection& conn, std::vector<uuid> ids)
{
    db::sql query{"SELECT "};
    query << columns() << " FROM events WHERE " << db::query::is_any_of("events.id", ids);
    return conn.rows<stored_event>(std::move(query));
}

event parse_stored_event(std::string_view text)
{
    event made;
    json::problems found{"event"};
    if (!json::read(made, json::parse(text), found))
        throw error{errc::database, "no event: " + found.to_json()};
    return made;
}

std::string to_text(event_page_token const& token)
{
    return base64_encoded(json::to_text(token));
}

std::optional<event_page_token> parse_page_token(std::string_view text)
{
    auto const decoded = base64_decoded(text);
    if (!decoded)
        return std::nullopt;
    auto const document = json::parse(*decoded);
    event_page_token token;
    json::problems ignored{"query"};
    if (!json::read(token, document, ignored))
        return std::nullopt;
    return token;
}

} // namespace praetor::models
