// That work was asked for: queues and the deployments behind them are READY then.
#pragma once

#include <models/with_events.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <vector>

namespace praetor::models {

// Who was asked: queues, with all their deployments, and deployments that somebody serves himself.
struct polled_marks
{
    std::vector<uuid> queues;
    std::vector<uuid> deployments;
};

// Now is the last time at which these were polled; those NOT_READY are READY, which is told by an event each. Others of
// a deployment's columns stay, `updated` too. One round trip, and one more for each kind that has become READY.
task<std::vector<event>> mark_polled(db::connection& conn, polled_marks who);

} // namespace praetor::models
