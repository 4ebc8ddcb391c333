#include <models/limits/tag_limit.hpp>

#include <models/events/event_store.hpp>
#include <models/events/lifecycle_events.hpp>
#include <models/filters/where.hpp>
#include <models/limits/legacy_tag_limit.hpp>
#include <models/limits/slot_arithmetic.hpp>
#include <models/limits/slot_rows.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>
#include <server/base/json/object_writer.hpp>

#include <db/query/select.hpp>
#include <db/query/update.hpp>
#include <db/schema/tables/concurrency_limit.hpp>

#include <algorithm>

template <>
struct praetor::json::schema_notes<praetor::models::tag_limit>
{
    static constexpr std::string_view name = "ConcurrencyLimit";
    static void add(model_schema& model) { model.as<std::vector<uuid>>("active_slots").not_required("active_slots"); }
};

template <>
struct praetor::json::schema_notes<praetor::models::tag_limit_create>
{
    static constexpr std::string_view name = "ConcurrencyLimitCreate";
};

template <>
struct praetor::json::schema_notes<praetor::models::minimal_limit>
{
    static constexpr std::string_view name = "MinimalConcurrencyLimitResponse";
};

PRAETOR_JSON_CODEC(praetor::models::tag_limit)
PRAETOR_JSON_CODEC(praetor::models::tag_limit_create)
PRAETOR_JSON_CODEC(praetor::models::minimal_limit)

namespace praetor::models {
namespace {

constexpr auto const& table = db::tables::concurrency_limit;
constexpr std::string_view prefix = "tag:";

std::string name_of(std::string const& tag)
{
    return std::string{prefix} + tag;
}

tag_limit to_tag_limit(concurrency_limit const& row)
{
    return {row, row.name.substr(prefix.size()), row.limit, {}};
}

struct holder_row
{
    uuid limit_id;
    std::string holder_id;
};
BOOST_DESCRIBE_STRUCT(holder_row, (), (limit_id, holder_id))

task<void> fill_holders(db::connection& conn, std::vector<tag_limit>& limits)
{
    std::vector<uuid> ids;
    for (auto const& one : limits)
        ids.push_back(one.id);
    if (ids.empty())
        co_return;
    db::sql query{"SELECT leased.limit_id, CAST(lease.holder_id AS text) AS holder_id FROM praetor_leased_limit AS "
                  "leased JOIN praetor_concurrency_lease AS lease ON lease.id = leased.lease_id WHERE "
                  "lease.holder_type = 'task_run' AND lease.expires > $1 AND ",
                  now()};
    query << db::query::is_any_of("leased.limit_id", ids) << " ORDER BY lease.created";
    auto const holders = co_await conn.rows<holder_row>(std::move(query));
    for (auto const& held : holders)
        for (auto& one : limits)
            if (one.id == held.limit_id)
                one.active_slots.push_back(held.holder_id);
}

// The limit of the second version; by its id only where it is one of a tag.
task<std::optional<concurrency_limit>> read_named(db::connection& conn, tag_limit_key const& which)
{
    concurrency_limit_key key;
    if (auto const* id = std::get_if<uuid>(&which))
        key = *id;
    else
        key = name_of(std::get<std::string>(which));
    return read_concurrency_limit(conn, std::move(key));
}

db::sql legacy_limit_of(tag_limit_key const& which)
{
    if (auto const* id = std::get_if<uuid>(&which))
        return db::sql{"id = $1", *id};
    return db::sql{"tag = $1", std::get<std::string>(which)};
}

task<std::vector<tag_limit>> read_old(db::connection& conn, db::sql condition)
{
    return conn.rows<tag_limit>(
        db::query::select_from<tag_limit>(table).where(db::query::condition{std::move(condition)}).statement());
}

// Ends every lease on a limit, and gives all their slots back.
task<std::vector<concurrency_limit>> end_leases_of(db::connection& conn, uuid limit, max_waits waits)
{
    static constexpr std::string_view leases = "(SELECT lease_id FROM praetor_leased_limit WHERE limit_id = $1)";
    auto held = conn.deferred_rows<lease_row>(
        select_leases(conn.grammar(), db::sql{"lease.id IN " + std::string{leases}, limit}));
    auto limits = co_await conn.rows<concurrency_limit>(select_limits(
        conn.grammar(), db::sql{"id = $1 OR id IN (SELECT limit_id FROM praetor_leased_limit WHERE lease_id IN " +
                                    std::string{leases} + ")",
                                limit}));
    auto const when = now();
    for (auto const& lease : group_leases(held.result())) {
        for (auto& one : limits)
            if (std::ranges::find(lease.limits, one.id) != lease.limits.end())
                release_slots_of(one, lease.slots, std::nullopt, when, waits);
        enqueue_end_of_lease(conn, lease.id);
    }
    co_return limits;
}

} // namespace

task<with_events<stored_tag_limit>> store_tag_limit(db::connection& conn, tag_limit_create wanted)
{
    if (wanted.tag.find_first_of("/%&<>") != std::string::npos)
        throw error{errc::unprocessable, "Tags with a limit can not contain any of: ['/', '%', '&', '>', '<']"};
    auto const name = name_of(wanted.tag);
    auto const known = co_await read_concurrency_limit(conn, name);
    with_events<stored_tag_limit> result;
    result.value.is_new = !known;
    if (known) {
        // The reference takes such a limit when it is new, and fails to set it.
        if (wanted.concurrency_limit < 0)
            throw error{errc::unprocessable, "Input should be greater than or equal to 0"};
        concurrency_limit_update change;
        change.limit.set(non_negative{wanted.concurrency_limit});
        auto done = co_await update_concurrency_limit(conn, known->id, std::move(change));
        result.events = std::move(done.events);
    }
    else {
        concurrency_limit_create made;
        made.name = entity_name{name};
        made.limit = non_negative{wanted.concurrency_limit};
        auto done = co_await create_concurrency_limit(conn, std::move(made));
        result.events = std::move(done.events);
    }
    auto found = co_await read_tag_limit(conn, std::move(wanted.tag));
    result.value.row = std::move(*found);
    co_return result;
}

task<std::optional<tag_limit>> read_tag_limit(db::connection& conn, tag_limit_key which)
{
    auto const named = co_await read_named(conn, which);
    std::vector<tag_limit> found;
    if (named && named->name.starts_with(prefix)) {
        found.push_back(to_tag_limit(*named));
        co_await fill_holders(conn, found);
    }
    else
        found = co_await read_old(conn, legacy_limit_of(which));
    if (found.empty())
        co_return std::nullopt;
    co_return std::move(found.front());
}

task<std::vector<tag_limit>> read_tag_limits(db::connection& conn, page range)
{
    page const from_start{range.limit + range.offset, 0};
    auto const named = co_await read_concurrency_limits(conn, from_start);
    db::sql condition{"TRUE ORDER BY tag LIMIT $1", from_start.limit};
    auto old = co_await read_old(conn, std::move(condition));
    std::vector<tag_limit> all;
    for (auto const& one : named)
        if (one.name.starts_with(prefix))
            all.push_back(to_tag_limit(one));
    co_await fill_holders(conn, all);
    auto const known = all.size();
    for (auto& one : old) {
        bool const seen = std::any_of(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(known),
                                      [&](tag_limit const& other) { return other.tag == one.tag; });
        if (!seen)
            all.push_back(std::move(one));
    }
    auto const size = static_cast<std::int64_t>(all.size());
    all.erase(all.begin(), all.begin() + std::min(range.offset, size));
    if (static_cast<std::int64_t>(all.size()) > range.limit)
        all.resize(static_cast<std::size_t>(range.limit));
    co_return all;
}

task<bool> reset_tag_limit(db::connection& conn, std::string tag, std::vector<uuid> holders, max_waits waits)
{
    auto const named = co_await read_named(conn, tag);
    if (!named) {
        auto old = co_await conn.rows<tag_limit>(select_legacy_limits(conn.grammar(), legacy_limit_of(tag)));
        if (old.empty())
            co_return false;
        old.front().active_slots.clear();
        for (auto const& one : holders)
            old.front().active_slots.push_back(to_string(one));
        enqueue_legacy_slots(conn, old.front(), now());
        co_return true;
    }
    auto limits = co_await end_leases_of(conn, named->id, waits);
    auto const when = now();
    for (auto& limit : limits) {
        if (limit.id == named->id) {
            limit.active_slots = 0; // also of those that no lease holds
            for (auto const& holder : holders) {
                if (has_room(limit, 1, when))
                    take_slots(limit, 1, when, waits);
                enqueue_lease(conn, {uuid::random(),
                                     {limit.id},
                                     1,
                                     when,
                                     when + endless_lease,
                                     lease_holder{holder_kind::task_run, holder}});
            }
        }
        enqueue_counts(conn, limit);
    }
    co_return true;
}

task<with_events<bool>> delete_tag_limit(db::connection& conn, tag_limit_key which, max_waits waits)
{
    auto const named = co_await read_named(conn, which);
    if (named) {
        auto const limits = co_await end_leases_of(conn, named->id, waits);
        for (auto const& limit : limits)
            enqueue_counts(conn, limit);
        auto done = co_await delete_concurrency_limit(conn, named->id);
        co_return done;
    }
    auto const old = co_await conn.rows<tag_limit>(select_legacy_limits(conn.grammar(), legacy_limit_of(which)));
    if (old.empty())
        co_return with_events<bool>{false, {}};
    auto const& row = old.front();
    conn.enqueue(db::query::delete_from(table).where(table.id == row.id).statement());
    json_text payload{json::object_text([&row](json::object_writer& object) {
        object.text("tag", row.tag).value("concurrency_limit", row.concurrency_limit);
    })};
    with_events<bool> result{
        true,
        {lifecycle_event("concurrency-limit", "deleted", "prefect.concurrency-limit." + to_string(row.id), row.tag,
                         std::move(payload), now())}};
    enqueue_events(conn, result.events);
    co_return result;
}

} // namespace praetor::models
