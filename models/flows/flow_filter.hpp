// Which flows a request asks for.
#pragma once

#include <models/filters/criteria.hpp>

#include <db/grammar.hpp>
#include <db/sql.hpp>

#include <string_view>

namespace praetor::models::filters {

struct flow_has_deployment
{
    static constexpr bool refuses_unknown = true;
    static constexpr bool is_named_by_place = true;
    static constexpr auto const& wire_names = operator_name;
    defaulted<combination> combined_by;
    std::optional<bool> is_null_; // flows without deployments
    BOOST_DESCRIBE_CLASS(flow_has_deployment, (), (combined_by, is_null_), (), ())

    db::sql where(db::grammar const& grammar) const;
};

struct flow_filter
{
    static constexpr bool refuses_unknown = true;
    static constexpr std::string_view table = "flow";
    static constexpr auto const& wire_names = operator_name;
    defaulted<combination> combined_by;
    std::optional<any_or_none_of<uuid>> id;
    std::optional<flow_has_deployment> deployment;
    std::optional<name_like> name;
    std::optional<has_tags> tags;
};
BOOST_DESCRIBE_STRUCT(flow_filter, (), (combined_by, id, deployment, name, tags))

db::sql where(db::grammar const& grammar, flow_filter const& wanted);

// Whether `column`, which refers to flow.id, holds a flow that is asked for: a condition on the column alone where the
// filter names flows by nothing but their ids, and one that reads the table of flows otherwise.
db::sql refers_to_flow(db::grammar const& grammar, std::string_view column, flow_filter const& wanted);

} // namespace praetor::models::filters
