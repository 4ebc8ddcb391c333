#include <models/flow_runs/flow_run_filter.hpp>

#include <models/filters/where.hpp>

#include <server/base/json/codec_impl.hpp>

#include <algorithm>
#include <iterator>

namespace praetor::models::filters {
namespace {

// One that asks nothing is not there, also where conditions are joined by OR.
template <class T>
void add_asked(conditions& all, std::string_view column, std::optional<any_or_none_of<T>> const& criterion)
{
    if (!criterion)
        return;
    conditions asked;
    if (criterion->any_)
        asked.add(is_any_of(column, *criterion->any_));
    if (criterion->not_any_ && !criterion->not_any_->empty())
        asked.add(is_none_of(column, *criterion->not_any_));
    if (!asked.empty())
        all.add(asked.joined());
}

} // namespace

db::sql flow_run_state_criterion::where(db::grammar const&) const
{
    conditions all{*combined_by};
    add_asked(all, "flow_run.state_type", type);
    add_asked(all, "flow_run.state_name", name);
    return all.joined();
}

db::sql flow_run_start_time::where(db::grammar const&) const
{
    static constexpr std::string_view started = "coalesce(flow_run.start_time, flow_run.expected_start_time)";
    conditions all;
    if (before_) {
        db::sql condition{started};
        condition << " <= " << db::arg(*before_);
        all.add(std::move(condition));
    }
    if (after_) {
        db::sql condition{started};
        condition << " >= " << db::arg(*after_);
        all.add(std::move(condition));
    }
    if (is_null_)
        all.add(is_null("flow_run.start_time", *is_null_));
    return all.joined();
}

db::sql parent_flow_run_id::where(db::grammar const&) const
{
    if (!any_)
        return db::sql{"TRUE"};
    db::sql condition{"EXISTS (SELECT 1 FROM task_run AS parent WHERE parent.id = flow_run.parent_task_run_id AND "};
    condition << is_any_of("parent.flow_run_id", *any_) << ")";
    return condition;
}

db::sql flow_run_created_by::where(db::grammar const&) const
{
    conditions all{*combined_by};
    if (id_) {
        std::vector<std::string> ids;
        for (auto const& one : *id_)
            ids.push_back(to_string(one));
        all.add(is_any_of("(flow_run.created_by ->> 'id')", ids));
    }
    if (type_)
        all.add(is_any_of("(flow_run.created_by ->> 'type')", *type_));
    if (is_null_)
        all.add(is_null("flow_run.created_by", *is_null_));
    return all.joined();
}

bool selects_only_unfinished(flow_run_filter const& wanted)
{
    static constexpr std::string_view names[] = {"Scheduled", "Late",   "AwaitingRetry", "Pending",
                                                 "Running",   "Paused", "Suspended",     "Cancelling"};
    auto const& state = wanted.state;
    if (!state || *wanted.combined_by != combination::and_ || *state->combined_by != combination::and_)
        return false;
    if (state->type && state->type->any_ && std::ranges::none_of(*state->type->any_, is_final))
        return true;
    return state->name && state->name->any_ && std::ranges::all_of(*state->name->any_, [](std::string const& one) {
               return std::ranges::find(names, one) != std::end(names);
           });
}

} // namespace praetor::models::filters

PRAETOR_JSON_CODEC(praetor::models::filters::flow_run_state_criterion)
PRAETOR_JSON_CODEC(praetor::models::filters::flow_run_start_time)
PRAETOR_JSON_CODEC(praetor::models::filters::parent_flow_run_id)
PRAETOR_JSON_CODEC(praetor::models::filters::flow_run_created_by)
PRAETOR_DEFINE_FILTER(flow_run_filter)
