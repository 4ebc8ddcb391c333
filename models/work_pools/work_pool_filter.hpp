// Which work pools and work queues a request asks for.
#pragma once

#include <models/filters/criteria.hpp>

#include <db/grammar.hpp>
#include <db/sql.hpp>

namespace praetor::models::filters {

struct work_pool_filter
{
    static constexpr bool refuses_unknown = true;
    static constexpr std::string_view table = "work_pool";
    static constexpr auto const& wire_names = operator_name;
    defaulted<combination> combined_by;
    std::optional<any_of<uuid>> id;
    std::optional<any_of<std::string>> name;
    std::optional<any_of<std::string>> type;
};
BOOST_DESCRIBE_STRUCT(work_pool_filter, (), (combined_by, id, name, type))

db::sql where(db::grammar const& grammar, work_pool_filter const& wanted);

struct work_queue_name
{
    static constexpr bool refuses_unknown = true;
    static constexpr bool is_named_by_place = true;
    std::optional<std::vector<std::string>> any_;
    std::optional<std::vector<std::string>> startswith_;
    BOOST_DESCRIBE_CLASS(work_queue_name, (), (any_, startswith_), (), ())
};

struct work_queue_filter
{
    static constexpr bool refuses_unknown = true;
    static constexpr std::string_view table = "work_queue";
    static constexpr auto const& wire_names = operator_name;
    defaulted<combination> combined_by;
    std::optional<any_of<uuid>> id;
    std::optional<work_queue_name> name;
};
BOOST_DESCRIBE_STRUCT(work_queue_filter, (), (combined_by, id, name))

db::sql where(db::grammar const& grammar, work_queue_filter const& wanted);

} // namespace praetor::models::filters
