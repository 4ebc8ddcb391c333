// Which flow runs a request asks for.
#pragma once

#include <models/filters/criteria.hpp>
#include <models/runs/state.hpp>

#include <db/grammar.hpp>
#include <db/sql.hpp>

namespace praetor::models::filters {

struct flow_run_state_criterion
{
    static constexpr bool refuses_unknown = true;
    static constexpr bool is_named_by_place = true;
    static constexpr auto const& wire_names = operator_name;
    defaulted<combination> combined_by;
    std::optional<any_or_none_of<state_type>> type;
    std::optional<any_or_none_of<std::string>> name;
    BOOST_DESCRIBE_CLASS(flow_run_state_criterion, (), (combined_by, type, name), (), ())

    db::sql where(db::grammar const& grammar) const;
};

// Compares the time a run started or, before it did, was expected to; is_null_ asks for the start alone.
struct flow_run_start_time
{
    static constexpr bool refuses_unknown = true;
    static constexpr bool is_named_by_place = true;
    std::optional<timestamp> before_;
    std::optional<timestamp> after_;
    std::optional<bool> is_null_;
    BOOST_DESCRIBE_CLASS(flow_run_start_time, (), (before_, after_, is_null_), (), ())

    db::sql where(db::grammar const& grammar) const;
};

struct parent_flow_run_id
{
    static constexpr bool refuses_unknown = true;
    static constexpr bool is_named_by_place = true;
    static constexpr auto const& wire_names = operator_name;
    defaulted<combination> combined_by;
    std::optional<std::vector<uuid>> any_;
    BOOST_DESCRIBE_CLASS(parent_flow_run_id, (), (combined_by, any_), (), ())

    db::sql where(db::grammar const& grammar) const;
};

struct flow_run_created_by
{
    static constexpr bool refuses_unknown = true;
    static constexpr bool is_named_by_place = true;
    static constexpr auto const& wire_names = operator_name;
    defaulted<combination> combined_by;
    std::optional<std::vector<uuid>> id_;
    std::optional<std::vector<std::string>> type_;
    std::optional<bool> is_null_;
    BOOST_DESCRIBE_CLASS(flow_run_created_by, (), (combined_by, id_, type_, is_null_), (), ())

    db::sql where(db::grammar const& grammar) const;
};

struct flow_run_filter
{
    static constexpr bool refuses_unknown = true;
    static constexpr std::string_view table = "flow_run";
    static constexpr auto const& wire_names = operator_name;
    defaulted<combination> combined_by;
    std::optional<any_or_none_of<uuid>> id;
    std::optional<name_like> name;
    std::optional<has_any_tags> tags;
    std::optional<any_of_or_null<uuid>> deployment_id;
    std::optional<any_of_or_null<std::string>> work_queue_name;
    std::optional<flow_run_state_criterion> state;
    std::optional<any_of<std::string>> flow_version;
    std::optional<flow_run_start_time> start_time;
    std::optional<between_or_null> end_time;
    std::optional<between> expected_start_time;
    std::optional<between> next_scheduled_start_time;
    std::optional<filters::parent_flow_run_id> parent_flow_run_id;
    std::optional<any_of_or_null<uuid>> parent_task_run_id;
    std::optional<any_or_none_of<std::string>> idempotency_key;
    std::optional<flow_run_created_by> created_by;
};
BOOST_DESCRIBE_STRUCT(flow_run_filter, (),
                      (combined_by, id, name, tags, deployment_id, work_queue_name, state, flow_version, start_time,
                       end_time, expected_start_time, next_scheduled_start_time, parent_flow_run_id, parent_task_run_id,
                       idempotency_key, created_by))

db::sql where(db::grammar const& grammar, flow_run_filter const& wanted);

// Whether only runs whose state is not final meet it: of a long history a few, and the last of it.
bool selects_only_unfinished(flow_run_filter const& wanted);

} // namespace praetor::models::filters
