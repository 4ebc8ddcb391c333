// Does what automations ask for when they fire.
#pragma once

#include <server/services/automations/action_tools.hpp>
#include <server/services/event_bus.hpp>
#include <server/services/periodic_service.hpp>

#include <models/automations/actions/triggered_action.hpp>
#include <models/automations/waiting_action.hpp>

#include <db/database.hpp>

#include <cstddef>
#include <deque>
#include <vector>

namespace praetor::services {

// Goes through the rows that wait, the first that became due first, some side by side. Any number of servers may: what is
// done in the database is done in the transaction that takes the row away. One that can not be done now is tried again,
// later and later, and told as failed after the last try. References must outlive it.
class due_actions final : public periodic_service
{
public:
    due_actions(boost::asio::any_io_executor executor, db::database& store, event_bus& bus, action_tools with);

    task<void> step() override;

    // Some may have become due: a step comes at once.
    void look_for_actions() { wake(); }

private:
    task<void> act_on(std::deque<models::waiting_action>* rows);
    task<void> act(models::waiting_action row);
    task<void> try_to_act(models::waiting_action const& row);
    task<void> try_later(models::waiting_action const& row, std::exception_ptr why);

    db::database& store_;
    event_bus& bus_;
    http::client outside_;
    action_tools with_;
};

} // namespace praetor::services
