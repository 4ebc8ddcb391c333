#include <models/automations/triggers/evaluation.hpp>

#include <models/automations/triggers/cascade.hpp>
#include <models/automations/triggers/causal_order.hpp>
#include <models/automations/triggers/evaluation_state.hpp>
#include <models/automations/triggers/events_clock.hpp>
#include <models/automations/triggers/time_reach.hpp>
#include <models/automations/triggers/triggered_action.hpp>
#include <models/events/event_queue.hpp>
#include <models/events/event_store.hpp>

#include <server/base/json/parse.hpp>

#include <db/query/given_ids.hpp>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

namespace praetor::models {
namespace {

// Firings of one transaction, each later than the one before: sequences are told by when their parts fired.
class firings
{
public:
    explicit firings(evaluation_state& state) : state_(state) {}

    timestamp tick()
    {
        last_ = std::max(now(), last_ + duration{1});
        return last_;
    }

    // What fires until the next call follows from one event, which has so much left.
    void follow(std::optional<std::int64_t> firings_left)
    {
        share();
        firings_left_ = firings_left;
    }

    // An event trigger has fired by these events.
    void fire(indexed_trigger const& by, std::vector<std::string> const& key, fired_events const& events)
    {
        if (!state_.exists(by.automation->id))
            return;
        auto const labels = by.what().key_labels();
        for (auto const& one : events) {
            firing made{
                .id = uuid::ordered(), .of = &by.whole(), .triggered = tick(), .labels = {}, .parts = {}, .event = one};
            for (std::size_t i = 0; i < labels.size() && i < key.size(); ++i)
                made.labels.emplace_back(labels[i], key[i]);
            climb(*by.automation, by.node, std::move(made));
        }
    }

    // Enqueues what is due and what tells of it; gives the events for the bus.
    std::vector<event> enqueue(db::connection& conn, evaluation& into)
    {
        share();
        into.left_out = left_out_;
        into.left_out_of = left_out_of_;
        std::vector<event> events;
        cascade to_follow;
        for (auto& one : done_) {
            ++into.firings;
            to_follow[one.firings_left].push_back(one.triggered_event.id);
            for (auto const& action : one.actions) {
                ++into.actions;
                enqueue_due_action(conn, action, one.triggered_event.occurred, one.firings_left);
            }
            events.push_back(std::move(one.triggered_event));
        }
        enqueue_events(conn, events);
        enqueue_firings_left(conn, to_follow);
        return events;
    }

private:
    // Up from part to whole, as far as each is complete.
    void climb(loaded_automation const& automation, std::size_t node, firing made)
    {
        auto parent = automation.nodes[node].parent;
        while (parent) {
            auto const& whole = *automation.nodes[*parent].what;
            auto& waiting = state_.firings_of(automation.id, whole.id());
            auto next = complete(whole, waiting, made, uuid::ordered(), tick());
            if (!next)
                return;
            made = std::move(*next);
            parent = automation.nodes[*parent].parent;
        }
        if (firings_left_ && static_cast<std::int64_t>(done_.size() - shared_) >= *firings_left_) {
            ++left_out_;
            left_out_of_ = automation.id;
            return;
        }
        done_.push_back(act(automation, made));
    }

    // Among the firings of the last event, what it leaves to follow.
    void share()
    {
        auto const made = static_cast<std::int64_t>(done_.size() - shared_);
        for (; shared_ < done_.size(); ++shared_)
            done_[shared_].firings_left = firings_left_after(firings_left_, made);
    }

    evaluation_state& state_;
    timestamp last_{};
    std::vector<triggered_automation> done_;
    std::size_t shared_ = 0;                   // of done_, those that were told what they leave
    std::optional<std::int64_t> firings_left_; // of the event that fires now
    std::int64_t left_out_ = 0;
    uuid left_out_of_;
};

struct concerned
{
    noted_event_ptr event;
    std::vector<std::pair<indexed_trigger const*, std::vector<std::string>>> triggers; // with their keys
};

task<std::vector<event>> evaluate_events(db::connection& conn, trigger_index const& index,
                                         std::vector<noted_event_ptr> const& events, evaluation& into)
{
    evaluation_state state;
    std::vector<concerned> all;
    for (auto const& one : events) {
        concerned by{one, {}};
        for (auto const* trigger : index.interested(one->what)) {
            by.triggers.emplace_back(trigger, trigger->what().bucketing_key(one->what));
            state.want(*trigger, by.triggers.back().second);
        }
        if (!by.triggers.empty())
            all.push_back(std::move(by));
    }
    if (all.empty())
        co_return std::vector<event>{};
    co_await state.load(conn);
    firings made{state};
    for (auto const& one : all) {
        made.follow(one.event->firings_left);
        for (auto const& [trigger, key] : one.triggers) {
            fired_events fired;
            count_event(trigger->what(), state.at(place_of(*trigger, key)), one.event, fired);
            made.fire(*trigger, key, fired);
        }
    }
    state.enqueue_changes(conn, made.tick());
    co_return made.enqueue(conn, into);
}

// Evaluates events that have arrived, and followers of theirs, about as many as `max_rows`; gives those that have to
// arrive again.
task<std::set<uuid>> see_in_order(db::connection& conn, trigger_index const& index,
                                  std::vector<noted_event_ptr> arrived, events_clock clock, std::int64_t max_rows,
                                  with_events<evaluation>& made)
{
    auto const when = now();
    auto const order = co_await in_causal_order(conn, arrived, when, {max_rows, max_evaluated_bytes});
    for (auto const& one : arrived)
        if (!order.postponed.contains(one->what.id))
            clock.see(one->what, when);
    made.value.has_queued = order.is_cut;
    made.value.has_more = made.value.has_more || order.is_cut;
    made.events = co_await evaluate_events(conn, index, order.seen, made.value);
    enqueue_clock(conn, clock);
    co_return order.postponed;
}

struct next_look
{
    uuid trigger_id;
    timestamp next_look{};
};
BOOST_DESCRIBE_STRUCT(next_look, (), (trigger_id, next_look))

// When time was to be looked at again, whichever server said so; nothing for triggers that are new.
task<std::map<uuid, timestamp>> read_next_looks(db::connection& conn, std::vector<uuid> triggers)
{
    auto const rows = co_await conn.rows<next_look>(
        db::sql{"SELECT trigger_id, next_look FROM praetor_trigger_look WHERE trigger_id IN " +
                    db::given_ids(conn.grammar(), "$1"),
                json_text{json::to_text(triggers)}});
    std::map<uuid, timestamp> found;
    for (auto const& one : rows)
        found.emplace(one.trigger_id, one.next_look);
    co_return found;
}

void enqueue_next_look(db::connection& conn, uuid const& trigger, timestamp next)
{
    conn.enqueue(db::sql{"INSERT INTO praetor_trigger_look (trigger_id, next_look) VALUES ($1, $2) ON CONFLICT "
                         "(trigger_id) DO UPDATE SET next_look = excluded.next_look",
                         trigger, next});
}

std::vector<std::string> values_of(bucket_place const& place)
{
    std::vector<std::string> key;
    auto const parsed = json::parse(place.key);
    json::problems ignored{"key"};
    json::read(key, parsed, ignored);
    return key;
}

// Time has gone on to `as_of` for all buckets of a proactive trigger; gives when to look again.
timestamp look_at(indexed_trigger const& trigger, evaluation_state& state, timestamp as_of, firings& fired_all)
{
    auto const& what = trigger.what();
    if (what.for_each.empty())
        ensure_bucket_of_time(what, state.at(place_of(trigger, {})), as_of);
    auto next = later(as_of, what.within);
    for (auto const& [bucket, key] : state.buckets_of(trigger)) {
        if (key->open && has_seen_enough(what, *key->open))
            key->open.reset();
        fired_events fired;
        pass_time(what, *key, as_of, fired);
        fired_all.fire(trigger, values_of(bucket), fired);
        if (key->open && as_of < key->open->end)
            next = std::min(next, key->open->end);
    }
    return next;
}

} // namespace

task<with_events<evaluation>> evaluate_queue(db::connection& conn, loaded_automations_ptr known, std::int64_t max_rows)
{
    with_events<evaluation> made;
    auto const clock = co_await hold_evaluation(conn);
    auto const queued = co_await read_event_queue(conn, max_rows, max_evaluated_bytes);
    if (queued.empty()) {
        enqueue_removal_of_lost(conn); // which would hide what comes behind them
        co_return made;
    }
    // After the events: what was there when they came is there now.
    auto const version = co_await read_automation_version(conn);
    if (version != known->version) {
        made.value.is_stale = true;
        co_return made;
    }
    std::vector<noted_event_ptr> arrived;
    for (auto const& one : queued) {
        made.value.bytes += one.size;
        arrived.push_back(note_stored({json::to_text(static_cast<stored_event const&>(one))}, one.firings_left));
    }
    made.value.events = std::ssize(queued);
    made.value.has_more = made.value.events >= max_rows || made.value.bytes >= max_evaluated_bytes;
    auto const postponed = co_await see_in_order(conn, known->index, std::move(arrived), clock, max_rows, made);
    std::vector<std::int64_t> positions;
    for (auto const& one : queued)
        if (!postponed.contains(one.id))
            positions.push_back(one.position);
    enqueue_removal(conn, positions);
    co_return made;
}

task<with_events<evaluation>> evaluate_lost_followers(db::connection& conn, loaded_automations_ptr known,
                                                      std::int64_t max_rows)
{
    with_events<evaluation> made;
    auto const clock = co_await hold_evaluation(conn);
    auto const version = co_await read_automation_version(conn);
    if (version != known->version) {
        made.value.is_stale = true;
        co_return made;
    }
    auto lost = co_await read_lost_followers(conn, now(), {max_rows, max_evaluated_bytes});
    made.value.events = std::ssize(lost.events);
    made.value.bytes = lost.bytes;
    made.value.has_more = lost.has_more;
    if (lost.events.empty())
        co_return made;
    std::vector<uuid> ids;
    for (auto const& one : lost.events)
        ids.push_back(one->what.id);
    auto const postponed = co_await see_in_order(conn, known->index, std::move(lost.events), clock, max_rows, made);
    std::erase_if(ids, [&](uuid const& one) { return postponed.contains(one); });
    enqueue_release(conn, ids);
    co_return made;
}

task<with_events<time_evaluation>> evaluate_time(db::connection& conn, loaded_automations_ptr known,
                                                 std::vector<std::size_t> triggers)
{
    with_events<time_evaluation> made;
    auto const clock = co_await hold_evaluation(conn);
    auto const version = co_await read_automation_version(conn);
    if (version != known->version) {
        made.value.is_stale = true;
        co_return made;
    }
    auto const waiting = co_await read_event_queue(conn, 1, max_evaluated_bytes);
    auto as_of = now() + clock.offset();
    if (!waiting.empty())
        as_of = std::min(as_of, waiting.front().received);
    auto const& all = known->index.triggers();
    std::vector<uuid> ids;
    for (auto const place : triggers)
        ids.push_back(all[place].what().id);
    auto next = co_await read_next_looks(conn, std::move(ids));
    auto const when = now();
    evaluation_state state;
    std::vector<std::size_t> due;
    for (auto const place : triggers)
        if (auto const looked = next.find(all[place].what().id); looked == next.end() || looked->second <= when) {
            due.push_back(place);
            state.want_all(all[place]);
        }
    co_await state.load(conn);
    firings fired_all{state};
    for (auto const place : due) {
        auto const id = all[place].what().id;
        fired_all.follow({});
        next[id] = look_at(all[place], state, as_of, fired_all);
        enqueue_next_look(conn, id, next[id]);
    }
    for (auto const place : triggers)
        made.value.next.push_back(next[all[place].what().id]);
    state.enqueue_changes(conn, fired_all.tick());
    made.events = fired_all.enqueue(conn, made.value);
    co_return made;
}

namespace {

struct outlook_row
{
    std::int64_t queued = 0;
    std::int64_t lost = 0;
    std::int64_t closed = 0;
    std::int64_t held = 0;
    std::optional<timestamp> events_clock;
    std::optional<timestamp> clock_set;
};
BOOST_DESCRIBE_STRUCT(outlook_row, (), (queued, lost, closed, held, events_clock, clock_set))

} // namespace

task<evaluation_outlook> read_evaluation_outlook(db::connection& conn, duration bucket_buffer)
{
    evaluation_outlook made;
    made.version = co_await read_automation_version(conn);
    auto const when = now();
    auto const found = co_await conn.row<outlook_row>(db::sql{
        "SELECT CASE WHEN EXISTS (SELECT 1 FROM praetor_event_queue) THEN 1 ELSE 0 END AS queued, "
        "CASE WHEN EXISTS (SELECT 1 FROM automation_event_follower WHERE received < $1) THEN 1 ELSE 0 END AS lost, "
        "CASE WHEN EXISTS (SELECT 1 FROM automation_bucket) THEN 1 ELSE 0 END AS closed, "
        "CASE WHEN EXISTS (SELECT 1 FROM automation_held_event WHERE updated < $2) THEN 1 ELSE 0 END AS held, "
        "events_clock, clock_set FROM praetor_evaluation WHERE name = 'triggers'",
        when - preceding_event_lookback, when - held_event_retention});
    if (!found)
        co_return made;
    made.has_queue = found->queued != 0;
    made.has_lost_followers = found->lost != 0;
    made.clock_offset = events_clock{found->events_clock, found->clock_set}.offset();
    if (found->closed != 0) {
        auto const closed = co_await conn.row<std::int64_t>(db::sql{
            "SELECT 1 FROM automation_bucket WHERE \"end\" <= $1 LIMIT 1", when + made.clock_offset - bucket_buffer});
        made.has_closed_buckets = closed.has_value();
    }
    made.has_closed_buckets = made.has_closed_buckets || found->held != 0;
    co_return made;
}

task<void> sweep_evaluation(db::connection& conn, duration bucket_buffer)
{
    auto const clock = co_await hold_evaluation(conn);
    auto const when = now();
    conn.enqueue(db::sql{"DELETE FROM automation_held_event WHERE updated < $1 AND NOT EXISTS (SELECT 1 FROM "
                         "automation_bucket AS open WHERE open.automation_id = automation_held_event.automation_id AND "
                         "open.trigger_id = automation_held_event.trigger_id AND open.bucketing_key = "
                         "automation_held_event.bucketing_key AND open.\"end\" > $2)",
                         when - held_event_retention, when});
    conn.enqueue(db::sql{"DELETE FROM automation_bucket WHERE \"end\" <= $1", when + clock.offset() - bucket_buffer});
    conn.enqueue(db::sql{"DELETE FROM praetor_trigger_look WHERE next_look < $1", when - std::chrono::days{1}});
    enqueue_removal_of_lost(conn);
}

} // namespace praetor::models
