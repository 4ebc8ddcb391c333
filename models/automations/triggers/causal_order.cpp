#include <models/automations/triggers/causal_order.hpp>

#include <models/automations/triggers/bucket.hpp>
#include <models/automations/triggers/cascade.hpp>
#include <models/stored_row.hpp>

#include <db/query/first_within.hpp>
#include <db/query/given_ids.hpp>
#include <db/query/insert.hpp>
#include <db/schema/tables/automation_event_follower.hpp>

#include <boost/describe/class.hpp>

#include <algorithm>
#include <iterator>
#include <ranges>
#include <string>
#include <utility>

namespace praetor::models {
namespace {

namespace query = db::query;

// The reference keeps several such orders apart; this is that of triggers.
constexpr std::string_view scope = "triggers";

struct follower_row : stored_row
{
    uuid leader_event_id;
    uuid follower_event_id;
    timestamp received{};
    json_text follower;
    std::string scope;
};
BOOST_DESCRIBE_STRUCT(follower_row, (stored_row), (leader_event_id, follower_event_id, received, follower, scope))

bool may_wait(event const& one, timestamp now)
{
    return one.follows && *one.follows != one.id && now - one.received < preceding_event_lookback;
}

noted_event_ptr note_follower(json_text stored)
{
    auto one = *note_stored(std::move(stored));
    one.firings_left = firings_left_of_follower(one.what);
    return std::make_shared<noted_event const>(std::move(one));
}

struct sized_follower
{
    json_text follower;
    std::int64_t size = 0;
};
BOOST_DESCRIBE_STRUCT(sized_follower, (), (follower, size))

// Of the followers that the condition `which` selects, as many as `bound` allows.
task<stored_followers> read_followers(db::connection& conn, db::sql which, follower_bound bound)
{
    db::sql sized{"SELECT id, CAST(" + conn.grammar().size_of("follower") +
                  " AS BIGINT) AS size FROM automation_event_follower WHERE "};
    sized << which << " LIMIT " << db::arg(bound.events);
    db::sql query{"SELECT waiting.follower, first.size FROM "};
    query << db::first_within(sized, "id", bound.bytes, "first")
          << " JOIN automation_event_follower AS waiting ON waiting.id = first.id";
    auto stored = co_await conn.rows<sized_follower>(std::move(query));
    stored_followers found;
    for (auto& one : stored) {
        found.bytes += one.size;
        found.events.push_back(note_follower(std::move(one.follower)));
    }
    found.has_more = std::ssize(found.events) >= bound.events || found.bytes >= bound.bytes;
    co_return found;
}

db::sql followers_of(db::connection& conn, std::vector<uuid> const& leaders)
{
    return db::sql{"scope = $2 AND leader_event_id IN " + db::given_ids(conn.grammar(), "$1"),
                   json_text{json::to_text(leaders)}, scope};
}

// All that wait for these and for one another; nothing where that is more than `bound` allows.
task<std::optional<std::vector<noted_event_ptr>>> read_all_followers(db::connection& conn, std::vector<uuid> leaders,
                                                                     follower_bound bound)
{
    std::vector<noted_event_ptr> all;
    std::set<uuid> known;
    while (!leaders.empty()) {
        auto next = co_await read_followers(conn, followers_of(conn, std::exchange(leaders, {})), bound);
        if (next.has_more)
            co_return std::nullopt;
        bound.events -= std::ssize(next.events);
        bound.bytes -= next.bytes;
        for (auto& one : next.events)
            if (known.insert(one->what.id).second) {
                leaders.push_back(one->what.id);
                all.push_back(std::move(one));
            }
    }
    co_return all;
}

task<std::vector<uuid>> read_crowded(db::connection& conn, std::vector<uuid> leaders)
{
    db::sql query{"SELECT DISTINCT leader_event_id FROM automation_event_follower WHERE "};
    query << followers_of(conn, leaders);
    return conn.rows<uuid>(std::move(query));
}

// Enqueues that the followers of this one are next in the queue, as they occurred. Those that are not stored as events
// go on waiting, and are lost then.
void enqueue_followers(db::connection& conn, uuid const& leader)
{
    conn.enqueue(db::sql{
        "INSERT INTO praetor_event_queue (position, event_id, firings_left) SELECT (SELECT COALESCE(MIN(position), 0) "
        "FROM praetor_event_queue) - ROW_NUMBER() OVER (ORDER BY events.occurred DESC, events.id DESC), events.id, "
        "CASE WHEN events.event LIKE 'prefect.automation.%' THEN " +
            std::to_string(min_cascade) +
            " END FROM automation_event_follower AS follower JOIN events ON events.id = follower.follower_event_id "
            "WHERE follower.leader_event_id = $1 AND follower.scope = $2",
        leader, scope});
    conn.enqueue(db::sql{"DELETE FROM automation_event_follower WHERE leader_event_id = $1 AND scope = $2 AND EXISTS "
                         "(SELECT 1 FROM events WHERE events.id = automation_event_follower.follower_event_id)",
                         leader, scope});
}

// Stored, and neither in the queue nor waiting themselves: so they were seen, or came while there was nobody to see
// them.
task<std::vector<uuid>> read_seen(db::connection& conn, std::vector<uuid> leaders)
{
    return conn.rows<uuid>(db::sql{
        "SELECT id FROM events WHERE id IN " + db::given_ids(conn.grammar(), "$1") +
            " AND NOT EXISTS (SELECT 1 FROM praetor_event_queue AS queue WHERE queue.event_id = events.id) AND NOT "
            "EXISTS (SELECT 1 FROM automation_event_follower AS follower WHERE follower.scope = $2 AND "
            "follower.follower_event_id = events.id)",
        json_text{json::to_text(leaders)}, scope});
}

void enqueue_waiting(db::connection& conn, event const& one, json_text const& text, timestamp now)
{
    follower_row row;
    static_cast<stored_row&>(row) = new_row(now);
    row.leader_event_id = *one.follows;
    row.follower_event_id = one.id;
    row.received = one.received;
    row.follower = text;
    row.scope = scope;
    conn.enqueue(query::insert_into(db::tables::automation_event_follower).row(row).ignore_conflict().statement());
}

std::vector<uuid> ids_of(std::vector<noted_event_ptr> const& events)
{
    std::vector<uuid> ids;
    for (auto const& one : events)
        ids.push_back(one->what.id);
    return ids;
}

} // namespace

void enqueue_release(db::connection& conn, std::vector<uuid> const& followers)
{
    if (!followers.empty())
        conn.enqueue(db::sql{"DELETE FROM automation_event_follower WHERE scope = $2 AND follower_event_id IN " +
                                 db::given_ids(conn.grammar(), "$1"),
                             json_text{json::to_text(followers)}, scope});
}

void causal_order::add_waiting(noted_event_ptr follower)
{
    if (!known_waiting_.insert(follower->what.id).second)
        return;
    auto const leader = *follower->what.follows;
    waiting_.emplace(leader, std::move(follower));
}

void causal_order::arrive(noted_event_ptr const& event, timestamp now)
{
    if (cut_)
        return;
    if (may_wait(event->what, now) && !seen_.contains(*event->what.follows)) {
        waiting_.emplace(*event->what.follows, event);
        return;
    }
    // Depth first, those that follow the same one as they occurred.
    std::vector<noted_event_ptr> next{event};
    while (!next.empty()) {
        auto const one = std::move(next.back());
        next.pop_back();
        if (!seen_.insert(one->what.id).second)
            continue;
        order_.push_back(one);
        if (crowded_.contains(one->what.id)) {
            cut_ = one->what.id;
            return;
        }
        auto const [first, last] = waiting_.equal_range(one->what.id);
        std::vector<noted_event_ptr> followers;
        for (auto at = first; at != last; ++at)
            followers.push_back(std::move(at->second));
        waiting_.erase(first, last);
        std::ranges::sort(followers, std::greater<>{}, [](noted_event_ptr const& follower) {
            return std::pair{follower->what.occurred, follower->what.id};
        });
        next.insert(next.end(), followers.begin(), followers.end());
    }
}

bool causal_order::has_arrived(noted_event const& one) const
{
    auto const is_it = [&](noted_event_ptr const& other) { return other->what.id == one.what.id; };
    return seen_.contains(one.what.id) || std::ranges::any_of(waiting_ | std::views::values, is_it);
}

std::vector<noted_event_ptr> causal_order::new_waiting() const
{
    std::vector<noted_event_ptr> all;
    for (auto const& [leader, one] : waiting_)
        if (!known_waiting_.contains(one->what.id))
            all.push_back(one);
    return all;
}

std::vector<uuid> causal_order::released() const
{
    std::vector<uuid> all;
    for (auto const& one : order_)
        if (known_waiting_.contains(one->what.id))
            all.push_back(one->what.id);
    return all;
}

task<ordered_events> in_causal_order(db::connection& conn, std::vector<noted_event_ptr> arrived, timestamp now,
                                     follower_bound bound)
{
    causal_order order;
    std::vector<uuid> leaders;
    for (auto const& one : arrived)
        if (may_wait(one->what, now))
            leaders.push_back(*one->what.follows);
    if (!leaders.empty()) {
        auto const seen = co_await read_seen(conn, std::move(leaders));
        for (auto const& one : seen)
            order.add_seen(one);
    }
    auto const followers = co_await read_all_followers(conn, ids_of(arrived), bound);
    if (followers)
        for (auto const& one : *followers)
            order.add_waiting(one);
    else {
        auto const crowded = co_await read_crowded(conn, ids_of(arrived));
        for (auto const& one : crowded)
            order.add_crowded(one);
    }
    for (auto const& one : arrived)
        order.arrive(one, now);
    for (auto const& one : order.new_waiting())
        enqueue_waiting(conn, one->what, one->text, now);
    ordered_events made{order.seen_now(), {}, order.cut().has_value()};
    if (!made.is_cut) {
        enqueue_release(conn, order.released());
        co_return made;
    }
    for (auto const& one : arrived)
        if (!order.has_arrived(*one))
            made.postponed.insert(one->what.id);
    enqueue_release(conn, ids_of(made.seen)); // where they waited too
    enqueue_followers(conn, *order.cut());
    co_return made;
}

task<stored_followers> read_lost_followers(db::connection& conn, timestamp now, follower_bound bound)
{
    auto found = co_await read_followers(
        conn, db::sql{"scope = $1 AND received < $2", scope, now - preceding_event_lookback}, bound);
    std::ranges::sort(found.events, {},
                      [](noted_event_ptr const& one) { return std::pair{one->what.occurred, one->what.id}; });
    co_return found;
}

} // namespace praetor::models
