#include <models/deployments/deployment_filter.hpp>

#include <models/filters/where.hpp>

#include <server/base/json/codec_impl.hpp>

namespace praetor::models::filters {

db::sql flow_or_deployment_name::where(db::grammar const& grammar) const
{
    if (!like_ || like_->empty())
        return db::sql{"TRUE"};
    db::sql condition{"("};
    condition << is_like(grammar, "deployment.name", *like_)
              << " OR EXISTS (SELECT 1 FROM flow WHERE flow.id = deployment.flow_id AND "
              << is_like(grammar, "flow.name", *like_) << "))";
    return condition;
}

} // namespace praetor::models::filters

template <>
struct praetor::json::schema_notes<praetor::models::filters::flow_or_deployment_name>
{
    static constexpr std::string_view name = "DeploymentOrFlowNameFilter";
};

PRAETOR_JSON_CODEC(praetor::models::filters::flow_or_deployment_name)
PRAETOR_JSON_CODEC(praetor::models::filters::deployment_concurrency_limit)
PRAETOR_DEFINE_FILTER(deployment_filter)
