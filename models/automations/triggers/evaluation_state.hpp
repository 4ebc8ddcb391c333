// What is stored of the triggers that one transaction evaluates: read before, changed in memory, written after.
#pragma once

#include <models/automations/triggers/bucket.hpp>
#include <models/automations/triggers/firing.hpp>
#include <models/automations/triggers/trigger_index.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <compare>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace praetor::models {

// Which bucket: the key is a JSON array as Python writes it, for the reference compares texts.
struct bucket_place
{
    uuid automation_id;
    uuid trigger_id;
    std::string key;

    friend auto operator<=>(bucket_place const&, bucket_place const&) = default;
};

bucket_place place_of(indexed_trigger const& one, std::vector<std::string> const& key);

// Of one transaction, which alone evaluates.
class evaluation_state
{
public:
    // Before load(): what will be asked for.
    void want(indexed_trigger const& one, std::vector<std::string> const& key);
    // The same for all buckets of a trigger; those that were found are in buckets_of() then.
    void want_all(indexed_trigger const& one);

    // Reads it, and holds the automations. Of those that are gone meanwhile, exists() tells nothing is to be stored.
    task<void> load(db::connection& conn);
    bool exists(uuid const& automation) const { return existing_.contains(automation); }

    // What is changed there is stored by enqueue_changes().
    key_state& at(bucket_place const& place);
    std::vector<std::pair<bucket_place, key_state*>> buckets_of(indexed_trigger const& one);
    child_firings& firings_of(uuid const& automation, uuid const& parent);

    // Enqueues what has changed, as of `when`.
    void enqueue_changes(db::connection& conn, timestamp when);

private:
    struct bucket_entry
    {
        std::optional<bucket> stored;
        key_state now;
    };
    struct firings_entry
    {
        child_firings stored;
        child_firings now;
    };

    void want_automation(indexed_trigger const& one);
    static void enqueue_bucket(db::connection& conn, bucket_place const& place, bucket_entry const& one,
                               timestamp when);
    static void enqueue_held(db::connection& conn, bucket_place const& place, held_events const& held, timestamp when);
    static void enqueue_firings(db::connection& conn, uuid const& automation, uuid const& parent,
                                firings_entry const& one, timestamp when);

    std::map<bucket_place, bucket_entry> buckets_;
    std::map<bucket_place, event_trigger const*> wanted_;
    std::map<bucket_place, event_trigger const*> wanted_whole_; // without a key
    std::set<uuid> automations_;
    std::set<uuid> composites_; // of automations_, those with firings of parts
    std::set<uuid> existing_;
    std::map<std::pair<uuid, uuid>, firings_entry> firings_;
};

} // namespace praetor::models
