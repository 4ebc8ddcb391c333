// Which automations a request asks for.
#pragma once

#include <models/filters/criteria.hpp>

#include <db/grammar.hpp>
#include <db/sql.hpp>

namespace praetor::models::filters {

struct created_before
{
    static constexpr bool refuses_unknown = true;
    static constexpr bool is_named_by_place = true;
    std::optional<timestamp> before_;
    BOOST_DESCRIBE_CLASS(created_before, (), (before_), (), ())
};

struct automation_filter
{
    static constexpr bool refuses_unknown = true;
    static constexpr std::string_view table = "automation";
    static constexpr auto const& wire_names = operator_name;
    defaulted<combination> combined_by;
    std::optional<any_of<uuid>> id;
    std::optional<any_of<std::string>> name;
    std::optional<created_before> created;
    std::optional<has_any_tags> tags;
};
BOOST_DESCRIBE_STRUCT(automation_filter, (), (combined_by, id, name, created, tags))

db::sql where(db::grammar const& grammar, automation_filter const& wanted);

} // namespace praetor::models::filters
