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

task<std::vector<noted_event_ptr>> read_followers(db::connection& conn, std::vector<uuid> leaders)
{
    auto stored = co_await conn.rows<json_text>(
        db::sql{"SELECT follower FROM automation_event_follower WHERE scope = $2 AND leader_event_id IN " +
                    db::given_ids(conn.grammar(), "$1"),
                json_text{json::to_text(leaders)}, scope});
    std::vector<noted_event_ptr> found;
    for (auto& one : stored)
        found.push_back(note_follower(std::move(one)));
    co_return found;
}

// Stored, and neither in the queue nor waiting themselves: so they were seen, or came while there was nobody to see them.
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

void enqueue_release(db::connection& conn, std::vector<uuid> const& followers)
{
    if (!followers.empty())
        conn.enqueue(db::sql{"DELETE FROM automation_event_follower WHERE scope = $2 AND follower_event_id IN " +
                                 db::given_ids(conn.grammar(), "$1"),
                             json_text{json::to_text(followers)}, scope});
}

} // namespace

void causal_order::add_waiting(noted_event_ptr follower)
{
    if (!known_waiting_.insert(follower->what.id).second)
        return;
    auto const leader = *follower->what.follows;
    waiting_.emplace(leader, std::move(follower));
}

void causal_order::arrive(noted_event_ptr const& event, timestamp now)
{
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

task<std::vector<noted_event_ptr>> in_causal_order(db::connection& conn, std::vector<noted_event_ptr> arrived,
                                                   timestamp now)
{
    causal_order order;
    std::vector<uuid> ids;
    std::vector<uuid> leaders;
    for (auto const& one : arrived) {
        ids.push_back(one->what.id);
        if (may_wait(one->what, now))
            leaders.push_back(*one->what.follows);
    }
    if (!leaders.empty()) {
        auto const seen = co_await read_seen(conn, std::move(leaders));
        for (auto const& one : seen)
            order.add_seen(one);
    }
    while (!ids.empty()) {
        auto const followers = co_await read_followers(conn, std::exchange(ids, {}));
        for (auto const& one : followers) {
            order.add_waiting(one);
            ids.push_back(one->what.id);
        }
    }
    for (auto const& one : arrived)
        order.arrive(one, now);
    for (auto const& one : order.new_waiting())
        enqueue_waiting(conn, one->what, one->text, now);
    enqueue_release(conn, order.released());
    co_return order.seen_now();
}

namespace {

struct sized_follower
{
    json_text follower;
    std::int64_t size = 0;
};
BOOST_DESCRIBE_STRUCT(sized_follower, (), (follower, size))

} // namespace

task<lost_followers> take_lost_followers(db::connection& conn, timestamp now, std::int64_t most,
                                         std::int64_t most_bytes)
{
    db::sql const sized{"SELECT id, CAST(" + conn.grammar().size_of("follower") +
                            " AS BIGINT) AS size FROM automation_event_follower WHERE scope = $1 AND received < $2 "
                            "LIMIT $3",
                        scope, now - preceding_event_lookback, most};
    db::sql query{"SELECT waiting.follower, lost.size FROM "};
    query << db::first_within(sized, "id", most_bytes, "lost")
          << " JOIN automation_event_follower AS waiting ON waiting.id = lost.id";
    auto stored = co_await conn.rows<sized_follower>(std::move(query));
    lost_followers lost;
    lost.has_more = std::ssize(stored) >= most;
    std::vector<uuid> ids;
    for (auto& one : stored) {
        lost.bytes += one.size;
        lost.events.push_back(note_follower(std::move(one.follower)));
        ids.push_back(lost.events.back()->what.id);
    }
    lost.has_more = lost.has_more || lost.bytes >= most_bytes;
    enqueue_release(conn, ids);
    std::ranges::sort(lost.events, {},
                      [](noted_event_ptr const& one) { return std::pair{one->what.occurred, one->what.id}; });
    co_return lost;
}

} // namespace praetor::models
