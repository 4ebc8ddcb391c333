// Actions on the flow run that the triggering event, or the bucket of the trigger, tells of.
#pragma once

#include <models/runs/state.hpp>

#include <server/base/json/constant.hpp>

#include <boost/describe/class.hpp>

#include <optional>
#include <string>

namespace praetor::models::actions {

struct cancel_flow_run
{
    defaulted<json::constant<"cancel-flow-run">> type;
};
BOOST_DESCRIBE_STRUCT(cancel_flow_run, (), (type))

struct delete_flow_run
{
    defaulted<json::constant<"delete-flow-run">> type;
};
BOOST_DESCRIBE_STRUCT(delete_flow_run, (), (type))

struct change_flow_run_state
{
    defaulted<json::constant<"change-flow-run-state">> type;
    std::optional<std::string> name; // absent: that of the type
    state_type state = state_type::PENDING;
    std::optional<std::string> message;
    defaulted<bool> force;
};
BOOST_DESCRIBE_STRUCT(change_flow_run_state, (), (type, name, state, message, force))

struct suspend_flow_run
{
    defaulted<json::constant<"suspend-flow-run">> type;
};
BOOST_DESCRIBE_STRUCT(suspend_flow_run, (), (type))

struct resume_flow_run
{
    defaulted<json::constant<"resume-flow-run">> type;
};
BOOST_DESCRIBE_STRUCT(resume_flow_run, (), (type))

} // namespace praetor::models::actions
