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

db::sql refers_to_flow(db::grammar const& grammar, std::string_view column, flow_filter const& wanted)
{
    if (wanted.id && !wanted.deployment && !wanted.name && !wanted.tags)
        return detail::criterion_where(grammar, column, *wanted.id);
    db::sql condition{column};
    condition << " IN (SELECT flow.id FROM flow WHERE " << where(grammar, wanted) << ")";
    return condition;
}

} // namespace praetor::models::filters

PRAETOR_JSON_CODEC(praetor::models::filters::flow_has_deployment)
PRAETOR_DEFINE_FILTER(flow_filter)
