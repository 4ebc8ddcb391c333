#include <models/limits/concurrency_limit.hpp>

#include <models/events/event_store.hpp>
#include <models/events/lifecycle_events.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>
#include <server/base/json/object_writer.hpp>

#include <db/query/insert.hpp>
#include <db/query/select.hpp>
#include <db/query/update.hpp>
#include <db/schema/tables/concurrency_limit_v2.hpp>

template <>
struct praetor::json::schema_notes<praetor::models::concurrency_limit>
{
    static constexpr std::string_view name = "ConcurrencyLimitV2";
    static void add(model_schema& model) { model.as<entity_name>("name"); }
};

template <>
struct praetor::json::schema_notes<praetor::models::concurrency_limit_create>
{
    static constexpr std::string_view name = "ConcurrencyLimitV2Create";
};

template <>
struct praetor::json::schema_notes<praetor::models::concurrency_limit_update>
{
    static constexpr std::string_view name = "ConcurrencyLimitV2Update";
};

PRAETOR_JSON_CODEC(praetor::models::concurrency_limit)
PRAETOR_JSON_CODEC(praetor::models::concurrency_limit_create)
PRAETOR_JSON_CODEC(praetor::models::concurrency_limit_update)
PRAETOR_JSON_CODEC(praetor::models::slot_mode)

namespace praetor::models {
namespace {

namespace query = db::query;
constexpr auto const& table = db::tables::concurrency_limit_v2;

query::condition has_key(concurrency_limit_key const& which)
{
    if (auto const* id = std::get_if<uuid>(&which))
        return table.id == *id;
    return table.name == std::get<std::string>(which);
}

event limit_event(std::string_view action, concurrency_limit const& row)
{
    json_text payload{json::object_text([&row](json::object_writer& object) {
        object.text("name", row.name)
            .value("limit", row.limit)
            .value("active", row.active)
            .value("slot_decay_per_second", row.slot_decay_per_second);
    })};
    return lifecycle_event("concurrency-limit", action, "prefect.concurrency-limit." + to_string(row.id), row.name,
                           std::move(payload), now());
}

with_events<bool> changed(db::connection& conn, std::string_view action, std::optional<concurrency_limit> const& row)
{
    if (!row)
        return {false, {}};
    with_events<bool> result{true, {limit_event(action, *row)}};
    enqueue_events(conn, result.events);
    return result;
}

} // namespace

bool not_negative_rule::check(double value, boost::json::value const& from, json::problems& found)
{
    if (value >= 0)
        return true;
    json::refuse_below(0, from, found, true);
    return false;
}

task<with_events<concurrency_limit>> create_concurrency_limit(db::connection& conn, concurrency_limit_create wanted)
{
    auto made = co_await conn.row<concurrency_limit>(query::insert_into(table)
                                                         .row(new_row(now()))
                                                         .row(wanted)
                                                         .set(table.avg_slot_occupancy_seconds, 2.0)
                                                         .returning<concurrency_limit>()
                                                         .statement());
    with_events<concurrency_limit> result{std::move(*made), {}};
    result.events.push_back(limit_event("created", result.value));
    enqueue_events(conn, result.events);
    co_return result;
}

task<std::optional<concurrency_limit>> read_concurrency_limit(db::connection& conn, concurrency_limit_key which)
{
    return conn.row<concurrency_limit>(query::select_from<concurrency_limit>(table).where(has_key(which)).statement());
}

task<std::vector<concurrency_limit>> read_concurrency_limits(db::connection& conn, page range)
{
    return conn.rows<concurrency_limit>(query::select_from<concurrency_limit>(table)
                                            .order_by(ascending(table.name))
                                            .limit(range.limit)
                                            .offset(range.offset)
                                            .statement());
}

task<with_events<bool>> update_concurrency_limit(db::connection& conn, concurrency_limit_key which,
                                                 concurrency_limit_update wanted)
{
    auto const row = co_await conn.row<concurrency_limit>(query::update(table)
                                                              .set(table.updated, now())
                                                              .row(wanted)
                                                              .where(has_key(which))
                                                              .returning<concurrency_limit>()
                                                              .statement());
    co_return changed(conn, "updated", row);
}

task<with_events<bool>> delete_concurrency_limit(db::connection& conn, concurrency_limit_key which)
{
    auto const row = co_await conn.row<concurrency_limit>(
        query::delete_from(table).where(has_key(which)).returning<concurrency_limit>().statement());
    co_return changed(conn, "deleted", row);
}

} // namespace praetor::models
