// Does what automations ask for when they fire.
#pragma once

#include <server/services/automations/action_tools.hpp>
#include <server/services/event_bus.hpp>
#include <server/services/periodic_service.hpp>

#include <models/automations/actions/triggered_action.hpp>
#include <models/automations/waiting_action.hpp>

#include <server/base/task_group.hpp>

#include <db/database.hpp>

#include <cstddef>
#include <deque>
#include <exception>
#include <unordered_set>

namespace praetor::services {

// Goes through the rows of one place that wait, the first that became due first, in workers beside each other: one that
// takes long keeps no more than its worker. Any number of servers may: what is done in the database is done in the
// transaction that takes the row away. One that can not be done now is tried again, later and later, and told as failed
// after the last try. References must outlive it; it is stopped, or has finished, before it is destroyed.
class due_actions final : public periodic_service
{
public:
    due_actions(boost::asio::any_io_executor executor, db::database& store, event_bus& bus, action_tools with,
                models::action_place where);

    // Finds what is due, once a worker is free for it, and returns while the workers go on.
    task<void> step() override;
    // Waits until all that was found is done.
    task<void> finish() { return workers_.join(); }
    task<void> stop() override;

    // Its calls to webhooks and notifications too.
    void trace_with(tracing::tracer& by) override
    {
        periodic_service::trace_with(by);
        outside_.trace_with(by);
    }

    // Some may have become due: a step comes at once.
    void look_for_actions() { wake(); }

private:
    task<void> perform_waiting();
    task<void> act(models::waiting_action row);
    task<void> try_to_act(models::waiting_action const& row);
    task<void> try_later(models::waiting_action const& row, std::exception_ptr why);
    std::size_t under_way() const { return held_.size() - waiting_.size(); }
    void note_failure(std::exception_ptr why);

    db::database& store_;
    event_bus& bus_;
    models::action_place where_;
    std::size_t max_workers_;
    http::client outside_;
    action_tools with_;
    std::deque<models::waiting_action> waiting_; // for a worker
    std::unordered_set<uuid> held_;              // those, and what is done just now
    bool more_ = false;                          // may be due than was found
    std::exception_ptr failed_;                  // of a worker; the next step throws it
    task_group workers_;
};

} // namespace praetor::services
