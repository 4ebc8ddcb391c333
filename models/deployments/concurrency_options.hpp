// What becomes of a deployment's runs that find no slot of its limit.
#pragma once

#include <models/orchestration/transition.hpp>
#include <models/runs/legacy_documents.hpp>

#include <server/base/json/constrained.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>

namespace praetor::models {

struct concurrency_options
{
    models::collision_strategy collision_strategy{};
    // How long the infrastructure of a run may take to start until its slot is given to another; absent: as the
    // server's settings say.
    std::optional<json::constrained<std::int64_t, json::between_limits<60, 86'400>>> grace_period_seconds;
};
BOOST_DESCRIBE_STRUCT(concurrency_options, (), (collision_strategy, grace_period_seconds))

template <>
void stored_document<concurrency_options>::complete();

} // namespace praetor::models
