#include <models/limits/legacy_tag_limit.hpp>

#include <models/filters/where.hpp>

#include <server/base/json/codec_impl.hpp>

#include <algorithm>

namespace praetor::models {

db::sql select_legacy_limits(db::dialect kind, db::sql const& condition)
{
    db::sql query{"SELECT id, created, updated, tag, concurrency_limit, active_slots FROM concurrency_limit WHERE "};
    query << condition << " ORDER BY tag";
    if (kind == db::dialect::postgresql)
        query << " FOR UPDATE";
    return query;
}

void enqueue_legacy_slots(db::connection& conn, tag_limit const& limit, timestamp when)
{
    conn.enqueue(db::sql{"UPDATE concurrency_limit SET updated = $2, active_slots = $3 WHERE id = $1", limit.id, when,
                         json_text{json::to_text(limit.active_slots)}});
}

void enqueue_release_of_legacy_slots(db::connection& conn, std::vector<std::string> const& tags, uuid run,
                                     timestamp when)
{
    auto const text = to_string(run);
    bool const postgresql = conn.kind() == db::dialect::postgresql;
    db::sql update{"UPDATE concurrency_limit SET updated = "};
    update << db::arg(when) << ", active_slots = ";
    if (postgresql)
        update << "active_slots - CAST(" << db::arg(text) << " AS text)";
    else
        update << "(SELECT json_group_array(value) FROM json_each(active_slots) WHERE value <> " << db::arg(text)
               << ")";
    update << " WHERE id IN (SELECT id FROM concurrency_limit WHERE " << filters::is_any_of("tag", tags) << " AND ";
    if (postgresql)
        update << "active_slots ? CAST(" << db::arg(text) << " AS text) ORDER BY tag FOR UPDATE)";
    else
        update << "EXISTS (SELECT 1 FROM json_each(active_slots) WHERE value = " << db::arg(text) << "))";
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
