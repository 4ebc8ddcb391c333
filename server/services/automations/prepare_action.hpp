// All of an action that takes its time, or asks others than the database: done before its transaction.
#pragma once

#include <server/services/automations/action_tools.hpp>

#include <models/automations/actions/perform.hpp>

#include <server/base/error.hpp>
#include <server/base/json/problems.hpp>

namespace praetor::services {

// `attempts`: that came to nothing. With a failure in its outcome where there is nothing to be done any more. What the
// database throws that can not be reached, and what waits for others too long, is thrown on: then the action is to be
// tried again.
task<models::actions::prepared_action> prepare_action(action_tools with, models::actions::triggered_action of,
                                                      std::int64_t attempts);

// What a refusal of a model tells of an action that else was well. Throws it on where trying again may help.
void fail_with(models::actions::prepared_action& action, error const& refusal);
// The same of a change whose problems have places.
void fail_with(models::actions::prepared_action& action, json::invalid_request const& refusal);

} // namespace praetor::services
