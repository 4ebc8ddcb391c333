#include <models/automations/triggers/evaluation_state.hpp>

#include <models/stored_row.hpp>

#include <server/base/json/parse.hpp>
#include <server/base/json/python_text.hpp>

#include <db/query/given_ids.hpp>
#include <db/query/insert.hpp>
#include <db/schema/tables/automation_bucket.hpp>
#include <db/schema/tables/automation_held_event.hpp>
#include <db/schema/tables/composite_trigger_child_firing.hpp>

#include <boost/json/array.hpp>

#include <algorithm>

namespace praetor::models {
namespace {

namespace query = db::query;

struct found_bucket
{
    json_text bucketing_key;
    timestamp start{};
    timestamp end{};
    std::int64_t count = 0;
    std::optional<json_text> last_event;
};
BOOST_DESCRIBE_STRUCT(found_bucket, (), (bucketing_key, start, end, count, last_event))

struct found_held_event
{
    uuid event_id;
    timestamp occurred{};
};
BOOST_DESCRIBE_STRUCT(found_held_event, (), (event_id, occurred))

struct found_firing
{
    uuid automation_id;
    uuid parent_trigger_id;
    uuid child_trigger_id;
    uuid child_firing_id;
    std::optional<timestamp> child_fired_at;
    json_text child_firing;
};
BOOST_DESCRIBE_STRUCT(found_firing, (),
                      (automation_id, parent_trigger_id, child_trigger_id, child_firing_id, child_fired_at,
                       child_firing))

struct bucket_row : stored_row
{
    uuid automation_id;
    uuid trigger_id;
    json_text bucketing_key;
    std::optional<json_text> last_event;
    timestamp start{};
    timestamp end{};
    std::int64_t count = 0;
    std::optional<std::string> last_operation;
    std::optional<timestamp> triggered_at;
};
BOOST_DESCRIBE_STRUCT(bucket_row, (stored_row),
                      (automation_id, trigger_id, bucketing_key, last_event, start, end, count, last_operation,
                       triggered_at))

struct held_row : stored_row
{
    uuid automation_id;
    uuid trigger_id;
    json_text bucketing_key;
    uuid event_id;
    timestamp occurred{};
};
BOOST_DESCRIBE_STRUCT(held_row, (stored_row), (automation_id, trigger_id, bucketing_key, event_id, occurred))

struct firing_row : stored_row, found_firing
{};
BOOST_DESCRIBE_STRUCT(firing_row, (stored_row, found_firing), ())

// Only proactive triggers ask what came last.
db::sql select_buckets(bool with_event, bool of_one_key)
{
    std::string text = "SELECT bucketing_key, start, \"end\", count, ";
    text += with_event ? "last_event" : "NULL AS last_event";
    text += " FROM automation_bucket WHERE automation_id = $1 AND trigger_id = $2";
    text += of_one_key ? " AND bucketing_key = $3" : " ORDER BY start";
    return db::sql{text};
}

std::string key_text(std::vector<std::string> const& key)
{
    boost::json::array list;
    for (auto const& one : key)
        list.emplace_back(one);
    return json::python_text(list);
}

bucket to_bucket(found_bucket&& row)
{
    bucket made{.start = row.start, .end = row.end, .count = row.count, .last_event = nullptr, .last_operation = {}};
    if (row.last_event && !row.last_event->is_null())
        made.last_event = note_stored(std::move(*row.last_event));
    return made;
}

bool is_same(std::optional<bucket> const& one, std::optional<bucket> const& other)
{
    if (!one || !other)
        return one.has_value() == other.has_value();
    return one->start == other->start && one->end == other->end && one->count == other->count &&
           one->last_event == other->last_event && one->last_operation == other->last_operation;
}

std::string ids_as_json(std::set<uuid> const& ids)
{
    return json::to_text(std::vector<uuid>{ids.begin(), ids.end()});
}

std::string is_given(db::connection const& conn, std::string_view column)
{
    return std::string{column} + " IN " + db::given_ids(conn.grammar(), "$1");
}

} // namespace

bucket_place place_of(indexed_trigger const& one, std::vector<std::string> const& key)
{
    return {one.automation->id, one.what().id, key_text(key)};
}

void evaluation_state::want_automation(indexed_trigger const& one)
{
    automations_.insert(one.automation->id);
    if (one.automation->nodes[one.node].parent)
        composites_.insert(one.automation->id);
}

void evaluation_state::want(indexed_trigger const& one, std::vector<std::string> const& key)
{
    want_automation(one);
    wanted_.emplace(place_of(one, key), &one.what());
}

void evaluation_state::want_all(indexed_trigger const& one)
{
    want_automation(one);
    wanted_whole_.emplace(bucket_place{one.automation->id, one.what().id, {}}, &one.what());
    if (one.what().for_each.empty())
        wanted_.emplace(place_of(one, {}), &one.what());
}

task<void> evaluation_state::load(db::connection& conn)
{
    using found_buckets = db::connection::deferred<found_bucket>;
    using found_held = db::connection::deferred<found_held_event>;
    if (automations_.empty())
        co_return;
    std::vector<std::pair<bucket_place, found_buckets>> buckets;
    std::vector<std::pair<bucket_place, found_held>> held;
    for (auto const& [place, what] : wanted_) {
        json_text const key{place.key};
        auto find = select_buckets(what->is_proactive(), true);
        buckets.emplace_back(
            place, conn.deferred_rows<found_bucket>(db::sql{find.text(), place.automation_id, place.trigger_id, key}));
        if (holds_events(*what))
            held.emplace_back(place, conn.deferred_rows<found_held_event>(db::sql{
                                         "SELECT event_id, occurred FROM automation_held_event WHERE automation_id = "
                                         "$1 AND trigger_id = $2 AND bucketing_key = $3",
                                         place.automation_id, place.trigger_id, key}));
    }
    for (auto const& [place, what] : wanted_whole_)
        buckets.emplace_back(place, conn.deferred_rows<found_bucket>(db::sql{select_buckets(true, false).text(),
                                                                             place.automation_id, place.trigger_id}));
    auto firings = conn.deferred_rows<found_firing>(db::sql{
        "SELECT automation_id, parent_trigger_id, child_trigger_id, child_firing_id, child_fired_at, child_firing FROM "
        "composite_trigger_child_firing WHERE " +
            is_given(conn, "automation_id"),
        json_text{ids_as_json(composites_)}});
    auto existing =
        co_await conn.rows<uuid>(db::sql{"SELECT id FROM automation WHERE " + is_given(conn, "id") + " ORDER BY id" +
                                             conn.grammar().locking(db::row_lock::weak_update),
                                         json_text{ids_as_json(automations_)}});
    existing_.insert(existing.begin(), existing.end());

    for (auto const& [place, what] : wanted_)
        buckets_[place];
    for (auto& [place, found] : buckets)
        for (auto& row : found.result()) {
            auto own = place;
            own.key = key_text({});
            if (auto const key = json::parse(row.bucketing_key.text); key.is_array())
                own.key = json::python_text(key);
            auto& entry = buckets_[own];
            entry.now.open = to_bucket(std::move(row));
            entry.stored = entry.now.open;
        }
    for (auto& [place, found] : held) {
        std::vector<held_event> all;
        for (auto const& row : found.result())
            all.push_back({row.occurred, row.event_id});
        buckets_[place].now.held = held_events{std::move(all)};
    }
    for (auto& row : firings.result()) {
        auto& entry = firings_[{row.automation_id, row.parent_trigger_id}];
        entry.stored.push_back({row.child_trigger_id, row.child_firing_id, row.child_fired_at.value_or(timestamp{}),
                                std::move(row.child_firing)});
        entry.now.push_back(entry.stored.back());
    }
}

key_state& evaluation_state::at(bucket_place const& place)
{
    return buckets_[place].now;
}

std::vector<std::pair<bucket_place, key_state*>> evaluation_state::buckets_of(indexed_trigger const& one)
{
    std::vector<std::pair<bucket_place, key_state*>> found;
    bucket_place const first{one.automation->id, one.what().id, {}};
    for (auto at = buckets_.lower_bound(first); at != buckets_.end() && at->first.trigger_id == first.trigger_id &&
                                                at->first.automation_id == first.automation_id;
         ++at)
        found.emplace_back(at->first, &at->second.now);
    return found;
}

child_firings& evaluation_state::firings_of(uuid const& automation, uuid const& parent)
{
    return firings_[{automation, parent}].now;
}

void evaluation_state::enqueue_bucket(db::connection& conn, bucket_place const& place, bucket_entry const& one,
                                      timestamp when)
{
    constexpr auto const& table = db::tables::automation_bucket;
    if (is_same(one.stored, one.now.open))
        return;
    if (!one.now.open) {
        conn.enqueue(db::sql{"DELETE FROM automation_bucket WHERE automation_id = $1 AND trigger_id = $2 AND "
                             "bucketing_key = $3",
                             place.automation_id, place.trigger_id, json_text{place.key}});
        return;
    }
    bucket_row row;
    static_cast<stored_row&>(row) = new_row(when);
    row.automation_id = place.automation_id;
    row.trigger_id = place.trigger_id;
    row.bucketing_key.text = place.key;
    if (one.now.open->last_event)
        row.last_event = one.now.open->last_event->text;
    row.start = one.now.open->start;
    row.end = one.now.open->end;
    row.count = one.now.open->count;
    row.last_operation = std::string{one.now.open->last_operation};
    conn.enqueue(query::insert_into(table)
                     .row(row)
                     .update_on_conflict(table.automation_id, table.trigger_id, table.bucketing_key)
                     .statement());
}

void evaluation_state::enqueue_held(db::connection& conn, bucket_place const& place, held_events const& held,
                                    timestamp when)
{
    for (auto const& one : held.removed())
        conn.enqueue(db::sql{"DELETE FROM automation_held_event WHERE automation_id = $1 AND trigger_id = $2 AND "
                             "bucketing_key = $3 AND event_id = $4",
                             place.automation_id, place.trigger_id, json_text{place.key}, one.id});
    for (auto const& one : held.added()) {
        held_row row;
        static_cast<stored_row&>(row) = new_row(when);
        row.automation_id = place.automation_id;
        row.trigger_id = place.trigger_id;
        row.bucketing_key.text = place.key;
        row.event_id = one.id;
        row.occurred = one.occurred;
        conn.enqueue(query::insert_into(db::tables::automation_held_event).row(row).ignore_conflict().statement());
    }
}

void evaluation_state::enqueue_firings(db::connection& conn, uuid const& automation, uuid const& parent,
                                       firings_entry const& one, timestamp when)
{
    constexpr auto const& table = db::tables::composite_trigger_child_firing;
    auto const has = [](child_firings const& all, auto const& is) { return std::ranges::any_of(all, is); };
    for (auto const& was : one.stored)
        if (!has(one.now, [&](child_firing const& is) { return is.child_trigger_id == was.child_trigger_id; }))
            conn.enqueue(db::sql{"DELETE FROM composite_trigger_child_firing WHERE automation_id = $1 AND "
                                 "parent_trigger_id = $2 AND child_trigger_id = $3",
                                 automation, parent, was.child_trigger_id});
    for (auto const& is : one.now) {
        if (has(one.stored, [&](child_firing const& was) { return was.id == is.id; }))
            continue;
        firing_row row;
        static_cast<stored_row&>(row) = new_row(when);
        row.automation_id = automation;
        row.parent_trigger_id = parent;
        row.child_trigger_id = is.child_trigger_id;
        row.child_firing_id = is.id;
        row.child_fired_at = is.fired_at;
        row.child_firing = is.text;
        conn.enqueue(query::insert_into(table)
                         .row(row)
                         .update_on_conflict(table.automation_id, table.parent_trigger_id, table.child_trigger_id)
                         .statement());
    }
}

void evaluation_state::enqueue_changes(db::connection& conn, timestamp when)
{
    for (auto const& [place, one] : buckets_)
        if (exists(place.automation_id)) {
            enqueue_bucket(conn, place, one, when);
            enqueue_held(conn, place, one.now.held, when);
        }
    for (auto const& [place, one] : firings_)
        if (exists(place.first))
            enqueue_firings(conn, place.first, place.second, one, when);
}

} // namespace praetor::models
