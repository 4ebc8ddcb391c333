// Events of work pools and work queues: prefect.work-pool.ready, prefect.work-queue.updated …
#pragma once

#include <models/events/event.hpp>
#include <models/runs/related_row.hpp>
#include <models/work_pools/work_pool.hpp>

#include <server/base/json/codec.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::models {

// "not-ready" of "NOT_READY".
std::string in_kebab_case(std::string_view status);

// What an update changed: {"updated_fields": ["description"], "updates": {"description": {"from": null, "to": "d"}}}.
class changed_fields
{
public:
    // Values as JSON; what is the same is no change.
    void add_json(std::string_view name, std::string const& from, std::string const& to);

    // Values that have a codec.
    template <class T>
    void add(std::string_view name, T const& from, T const& to)
    {
        add_json(name, json::to_text(from), json::to_text(to));
    }

    // Whether nothing changed.
    bool empty() const noexcept { return names_.empty(); }
    // Of the event.
    json_text payload() const;

private:
    std::vector<std::string> names_;
    std::string updates_;
};

// `action` is created or deleted.
event work_pool_event(std::string_view action, work_pool const& pool);
event work_pool_updated_event(work_pool const& pool, changed_fields const& changes);
// Of the status that the pool has now; `before` (null for a new pool) is the pool before, whose last event this one
// follows if that was lately.
event work_pool_status_event(uuid id, timestamp occurred, watched_work_pool const* before, work_pool const& pool);

// `action` is created, deleted, or a status in kebab case.
event work_queue_event(std::string_view action, named_row const& queue, work_pool_row const& pool);
event work_queue_updated_event(named_row const& queue, work_pool_row const& pool, changed_fields const& changes);

} // namespace praetor::models
