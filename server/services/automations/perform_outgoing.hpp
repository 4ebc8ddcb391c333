// Actions that tell somebody outside: webhooks and notifications, by block documents.
#pragma once

#include <server/services/automations/action_tools.hpp>

#include <models/automations/actions/perform.hpp>

#include <server/base/task.hpp>

namespace praetor::services {

// Does it, and leaves what came of it in the outcome. error{errc::unavailable} for a notification that may be sent
// later, unless `attempts` that came to nothing were enough. Cancellation ends it, thrown.
task<void> perform_outgoing(action_tools with, models::actions::prepared_action& on,
                            models::actions::send_notification const& what, std::int64_t attempts);
task<void> perform_outgoing(action_tools with, models::actions::prepared_action& on,
                            models::actions::call_webhook const& what, std::int64_t attempts);

} // namespace praetor::services
