#include <models/task_runs/task_run_filter.hpp>

#include <models/filters/where.hpp>

#include <server/base/json/codec_impl.hpp>

namespace praetor::models::filters {

db::sql task_run_state_criterion::where(db::grammar const&) const
{
    conditions all{*combined_by};
    if (type && type->any_)
        all.add(is_any_of("task_run.state_type", *type->any_));
    if (name && name->any_)
        all.add(is_any_of("task_run.state_name", *name->any_));
    return all.joined();
}

db::sql has_subflow_run::where(db::grammar const&) const
{
    if (!exists_)
        return db::sql{"TRUE"};
    db::sql condition{*exists_ ? "" : "NOT "};
    condition << exists_subflow;
    return condition;
}

db::sql task_run_flow_run_id::where(db::grammar const&) const
{
    if (*is_null_ == true)
        return is_null("task_run.flow_run_id", true);
    if (any_)
        return is_any_of("task_run.flow_run_id", *any_);
    if (*is_null_ == false)
        return is_null("task_run.flow_run_id", false);
    return db::sql{"TRUE"};
}

} // namespace praetor::models::filters

template <>
struct praetor::json::schema_notes<praetor::models::filters::has_subflow_run>
{
    static constexpr std::string_view name = "TaskRunFilterSubFlowRuns";
};

PRAETOR_JSON_CODEC(praetor::models::filters::task_run_state_criterion)
PRAETOR_JSON_CODEC(praetor::models::filters::has_subflow_run)
PRAETOR_JSON_CODEC(praetor::models::filters::task_run_flow_run_id)
PRAETOR_DEFINE_FILTER(task_run_filter)
