// What an automation does when it fires.
#pragma once

#include <models/automations/actions/deployment_actions.hpp>
#include <models/automations/actions/flow_run_actions.hpp>
#include <models/automations/actions/outgoing_actions.hpp>
#include <models/automations/actions/switch_actions.hpp>

#include <string_view>
#include <variant>

namespace praetor::models::actions {

struct do_nothing
{
    defaulted<json::constant<"do-nothing">> type;
};
BOOST_DESCRIBE_STRUCT(do_nothing, (), (type))

// In the order in which the reference lists them, which is that of its refusals.
using action = std::variant<do_nothing, run_deployment, pause_deployment, resume_deployment, cancel_flow_run,
                            delete_flow_run, change_flow_run_state, pause_work_queue, resume_work_queue,
                            send_notification, call_webhook, pause_automation, resume_automation, suspend_flow_run,
                            resume_flow_run, pause_work_pool, resume_work_pool>;

// "run-deployment".
std::string_view type_of(action const& what);

// As replies describe it.
struct action_response
{
    action what;
};

} // namespace praetor::models::actions

namespace praetor::json {
// Which alternative is meant says `type`; where it is absent, the one of which most members were sent, the first of
// these. A template with an error does not fit, where the errors are known (template_errors.hpp).
PRAETOR_DECLARE_CODEC(models::actions::action);
PRAETOR_DECLARE_CODEC(models::actions::action_response);
} // namespace praetor::json
