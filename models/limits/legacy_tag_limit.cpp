#include <models/limits/legacy_tag_limit.hpp>

#include <models/filters/where.hpp>

#include <server/base/json/codec_impl.hpp>

#include <db/query/select.hpp>
#include <db/query/update.hpp>
#include <db/schema/tables/concurrency_limit.hpp>

#include <algorithm>

namespace praetor::models {
namespace {

constexpr auto const& table = db::tables::concurrency_limit;

} // namespace

db::sql select_legacy_limits(db::grammar const& grammar, db::sql const& condition)
{
    static auto const all = db::query::select_from<tag_limit>(table);
    auto select = all;
    return select.where(db::query::condition{condition}).order_by(ascending(table.tag)).lock(grammar).statement();
}

void enqueue_legacy_slots(db::connection& conn, tag_limit const& limit, timestamp when)
{
    conn.enqueue(db::query::update(table)
                     .set(table.updated, when)
                     .set(table.active_slots, limit.active_slots)
                     .where(table.id == limit.id)
                     .statement());
}

void enqueue_release_of_legacy_slots(db::connection& conn, std::vector<std::string> const& tags, uuid run,
                                     timestamp when)
{
    auto const text = to_string(run);
    auto const& grammar = conn.grammar();
    db::sql update{"UPDATE concurrency_limit SET updated = "};
    update << db::arg(when) << ", active_slots = " << grammar.array_without("active_slots", text)
           << " WHERE id IN (SELECT id FROM concurrency_limit WHERE " << db::query::is_any_of("tag", tags) << " AND "
           << grammar.array_has_all("active_slots", {text}) << " ORDER BY tag" << grammar.locking(db::row_lock::update)
           << ")";
    conn.enqueue(std::move(update));
}

bool enter_slot(tag_limit& limit, uuid run)
{
    auto text = to_string(run);
    if (std::ranges::find(limit.active_slots, text) != limit.active_slots.end())
        return false;
    limit.active_slots.push_back(std::move(text));
    return true;
}

bool leave_slot(tag_limit& limit, uuid run)
{
    return std::erase(limit.active_slots, to_string(run)) != 0;
}

} // namespace praetor::models
