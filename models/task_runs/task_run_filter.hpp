// Which task runs a request asks for.
#pragma once

#include <models/filters/criteria.hpp>
#include <models/runs/state.hpp>

#include <db/grammar.hpp>
#include <db/sql.hpp>

namespace praetor::models::filters {

struct task_run_state_criterion
{
    static constexpr bool refuses_unknown = true;
    static constexpr bool is_named_by_place = true;
    static constexpr auto const& wire_names = operator_name;
    defaulted<combination> combined_by;
    std::optional<any_of<state_type>> type;
    std::optional<any_of<std::string>> name;
    BOOST_DESCRIBE_CLASS(task_run_state_criterion, (), (combined_by, type, name), (), ())

    db::sql where(db::grammar const& grammar) const;
};

// Whether a subflow stands for the task run. That it has a parent is said besides: PostgreSQL takes the index's entries
// of the few that have one, where it would hash all flow runs otherwise (2.9 s of a count beside ten million, now 0.6).
inline constexpr std::string_view exists_subflow =
    "EXISTS (SELECT 1 FROM flow_run AS subflow WHERE subflow.parent_task_run_id = task_run.id "
    "AND subflow.parent_task_run_id IS NOT NULL)";

struct has_subflow_run
{
    static constexpr bool refuses_unknown = true;
    std::optional<bool> exists_;
    BOOST_DESCRIBE_CLASS(has_subflow_run, (), (exists_), (), ())

    db::sql where(db::grammar const& grammar) const;
};

// is_null_ true wins over any_, is_null_ false asks only where any_ is absent.
struct task_run_flow_run_id
{
    static constexpr bool refuses_unknown = true;
    static constexpr bool is_named_by_place = true;
    static constexpr auto const& wire_names = operator_name;
    defaulted<combination> combined_by;
    std::optional<std::vector<uuid>> any_;
    defaulted<std::optional<bool>> is_null_{std::optional<bool>{false}};
    BOOST_DESCRIBE_CLASS(task_run_flow_run_id, (), (combined_by, any_, is_null_), (), ())

    db::sql where(db::grammar const& grammar) const;
};

struct task_run_filter
{
    static constexpr bool refuses_unknown = true;
    static constexpr std::string_view table = "task_run";
    static constexpr auto const& wire_names = operator_name;
    defaulted<combination> combined_by;
    std::optional<any_of<uuid>> id;
    std::optional<name_like> name;
    std::optional<has_tags> tags;
    std::optional<task_run_state_criterion> state;
    std::optional<between_or_null> start_time;
    std::optional<between_or_null> end_time;
    std::optional<between> expected_start_time;
    std::optional<has_subflow_run> subflow_runs;
    std::optional<task_run_flow_run_id> flow_run_id;
};
BOOST_DESCRIBE_STRUCT(task_run_filter, (),
                      (combined_by, id, name, tags, state, start_time, end_time, expected_start_time, subflow_runs,
                       flow_run_id))

db::sql where(db::grammar const& grammar, task_run_filter const& wanted);

} // namespace praetor::models::filters
