#include <models/flows/flow_filter.hpp>

#include <models/filters/where.hpp>

#include <server/base/json/codec_impl.hpp>

namespace praetor::models::filters {

db::sql flow_has_deployment::where(db::grammar const&) const
{
    if (!is_null_)
        return db::sql{"TRUE"};
    db::sql condition{"flow.id "};
    condition << (*is_null_ ? "NOT IN" : "IN") << " (SELECT deployment.flow_id FROM deployment)";
    return condition;
}

} // namespace praetor::models::filters

PRAETOR_JSON_CODEC(praetor::models::filters::flow_has_deployment)
PRAETOR_DEFINE_FILTER(flow_filter)
