#include <models/limits/concurrency_limit.hpp>

#include <models/events/event_store.hpp>
#include <models/events/lifecycle_events.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>

#include <db/rows.hpp>

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

constexpr std::string_view columns = "id, created, updated, active, name, \"limit\", active_slots, denied_slots, "
                                     "slot_decay_per_second, avg_slot_occupancy_seconds";

void add_key(db::sql& query, concurrency_limit_key const& which)
{
    if (auto const* id = std::get_if<uuid>(&which))
        query << "id = " << db::arg(*id);
    else
        query << "name = " << db::arg(std::get<std::string>(which));
}

event limit_event(std::string_view action, concurrency_limit const& row)
{
    json_text payload{R"({"name":)"};
    json::write(payload.text, row.name);
    payload.text += R"(,"limit":)" + std::to_string(row.limit) + R"(,"active":)" + (row.active ? "true" : "false") +
                    R"(,"slot_decay_per_second":)";
    json::write(payload.text, row.slot_decay_per_second);
    payload.text += '}';
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

template <class Sent>
void add_change(db::sql& update, std::string_view column, Sent const& sent)
{
    if (!sent.sent())
        return;
    update << ", " << column << " = ";
    if (!*sent)
        update << db::arg(db::null{});
    else if constexpr (requires { (**sent).value; })
        update << db::arg((**sent).value);
    else
        update << db::arg(**sent);
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
    db::sql insert{"INSERT INTO concurrency_limit_v2 (id, created, updated, active, name, \"limit\", active_slots, "
                   "denied_slots, slot_decay_per_second, avg_slot_occupancy_seconds) "
                   "VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, 2.0) RETURNING ",
                   uuid::random(),
                   now(),
                   *wanted.active,
                   *wanted.name,
                   *wanted.limit,
                   **wanted.active_slots,
                   **wanted.denied_slots,
                   **wanted.slot_decay_per_second};
    insert << columns;
    auto made = co_await conn.row<concurrency_limit>(std::move(insert));
    with_events<concurrency_limit> result{std::move(*made), {}};
    result.events.push_back(limit_event("created", result.value));
    enqueue_events(conn, result.events);
    co_return result;
}

task<std::optional<concurrency_limit>> read_concurrency_limit(db::connection& conn, concurrency_limit_key which)
{
    db::sql query{"SELECT "};
    query << columns << " FROM concurrency_limit_v2 WHERE ";
    add_key(query, which);
    auto found = co_await conn.row<concurrency_limit>(std::move(query));
    co_return found;
}

task<std::vector<concurrency_limit>> read_concurrency_limits(db::connection& conn, page range)
{
    db::sql query{"SELECT "};
    query << columns << " FROM concurrency_limit_v2 ORDER BY name LIMIT " << db::arg(range.limit) << " OFFSET "
          << db::arg(range.offset);
    auto found = co_await conn.rows<concurrency_limit>(std::move(query));
    co_return found;
}

task<with_events<bool>> update_concurrency_limit(db::connection& conn, concurrency_limit_key which,
                                                 concurrency_limit_update wanted)
{
    db::sql update{"UPDATE concurrency_limit_v2 SET updated = $1", now()};
    add_change(update, "active", wanted.active);
    add_change(update, "name", wanted.name);
    add_change(update, "\"limit\"", wanted.limit);
    add_change(update, "active_slots", wanted.active_slots);
    add_change(update, "denied_slots", wanted.denied_slots);
    add_change(update, "slot_decay_per_second", wanted.slot_decay_per_second);
    update << " WHERE ";
    add_key(update, which);
    update << " RETURNING " << columns;
    auto const row = co_await conn.row<concurrency_limit>(std::move(update));
    co_return changed(conn, "updated", row);
}

task<with_events<bool>> delete_concurrency_limit(db::connection& conn, concurrency_limit_key which)
{
    db::sql erase{"DELETE FROM concurrency_limit_v2 WHERE "};
    add_key(erase, which);
    erase << " RETURNING " << columns;
    auto const row = co_await conn.row<concurrency_limit>(std::move(erase));
    co_return changed(conn, "deleted", row);
}

} // namespace praetor::models
