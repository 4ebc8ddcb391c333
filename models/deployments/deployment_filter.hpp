// Which deployments a request asks for.
#pragma once

#include <models/filters/criteria.hpp>

#include <db/grammar.hpp>
#include <db/sql.hpp>

namespace praetor::models::filters {

struct flow_or_deployment_name
{
    static constexpr bool refuses_unknown = true;
    std::optional<std::string> like_;
    BOOST_DESCRIBE_CLASS(flow_or_deployment_name, (), (like_), (), ())

    db::sql where(db::grammar const& grammar) const;
};

// Deprecated in the reference, which reads it and asks nothing.
struct deployment_concurrency_limit
{
    static constexpr bool refuses_unknown = true;
    static constexpr bool is_named_by_place = true;
    static constexpr bool asks_nothing = true;
    std::optional<std::int64_t> ge_;
    std::optional<std::int64_t> le_;
    std::optional<bool> is_null_;
    BOOST_DESCRIBE_CLASS(deployment_concurrency_limit, (), (ge_, le_, is_null_), (), ())
};

struct deployment_filter
{
    static constexpr bool refuses_unknown = true;
    static constexpr std::string_view table = "deployment";
    static constexpr auto const& wire_names = operator_name;
    defaulted<combination> combined_by;
    std::optional<any_or_none_of<uuid>> id;
    std::optional<name_like> name;
    std::optional<filters::flow_or_deployment_name> flow_or_deployment_name;
    std::optional<equals_bool> paused;
    std::optional<has_any_tags> tags;
    std::optional<any_of<std::string>> work_queue_name;
    std::optional<deployment_concurrency_limit> concurrency_limit;
};
BOOST_DESCRIBE_STRUCT(deployment_filter, (),
                      (combined_by, id, name, flow_or_deployment_name, paused, tags, work_queue_name,
                       concurrency_limit))

db::sql where(db::grammar const& grammar, deployment_filter const& wanted);

} // namespace praetor::models::filters
