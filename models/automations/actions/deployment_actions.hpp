// Actions on deployments. Where `source` is selected, `deployment_id` is there, and only there.
#pragma once

#include <models/automations/actions/target.hpp>

#include <server/base/json/constant.hpp>

#include <boost/describe/class.hpp>

#include <optional>
#include <string_view>

namespace praetor::models::actions {

// Not below zero. On the wire a number of seconds; read from texts, too.
struct start_delay
{
    duration value{};
};

// Templates and other values may stand in them.
struct run_parameters : json::json_object
{};

// Makes a flow run of a deployment.
struct run_deployment
{
    static constexpr std::string_view target_kind = "deployment";
    defaulted<json::constant<"run-deployment">> type;
    defaulted<target_source> source;
    std::optional<uuid> deployment_id;
    std::optional<run_parameters> parameters; // over the deployment's
    std::optional<json::json_object> job_variables;
    defaulted<start_delay> schedule_after;

    std::optional<uuid> const& target() const noexcept { return deployment_id; }
};
BOOST_DESCRIBE_STRUCT(run_deployment, (), (type, source, deployment_id, parameters, job_variables, schedule_after))

struct pause_deployment
{
    static constexpr std::string_view target_kind = "deployment";
    defaulted<json::constant<"pause-deployment">> type;
    defaulted<target_source> source;
    std::optional<uuid> deployment_id;

    std::optional<uuid> const& target() const noexcept { return deployment_id; }
};
BOOST_DESCRIBE_STRUCT(pause_deployment, (), (type, source, deployment_id))

struct resume_deployment
{
    static constexpr std::string_view target_kind = "deployment";
    defaulted<json::constant<"resume-deployment">> type;
    defaulted<target_source> source;
    std::optional<uuid> deployment_id;

    std::optional<uuid> const& target() const noexcept { return deployment_id; }
};
BOOST_DESCRIBE_STRUCT(resume_deployment, (), (type, source, deployment_id))

} // namespace praetor::models::actions

namespace praetor::json {
PRAETOR_DECLARE_CODEC(models::actions::start_delay);
PRAETOR_DECLARE_CODEC(models::actions::run_parameters);
} // namespace praetor::json
