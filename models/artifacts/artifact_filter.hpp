// Which artifacts, or latest artifacts of their keys, a request asks for.
#pragma once

#include <models/filters/criteria.hpp>

#include <db/grammar.hpp>
#include <db/sql.hpp>

namespace praetor::models::filters {

struct artifact_key
{
    static constexpr bool refuses_unknown = true;
    static constexpr bool is_named_by_place = true;
    std::optional<std::vector<std::string>> any_;
    std::optional<std::string> like_;
    std::optional<bool> exists_;
};
BOOST_DESCRIBE_STRUCT(artifact_key, (), (any_, like_, exists_))

// Over table artifact.
struct artifact_filter
{
    static constexpr bool refuses_unknown = true;
    static constexpr auto const& wire_names = operator_name;
    defaulted<combination> combined_by;
    std::optional<any_of<uuid>> id;
    std::optional<artifact_key> key;
    std::optional<any_of<uuid>> flow_run_id;
    std::optional<any_of<uuid>> task_run_id;
    std::optional<any_or_none_of<std::string>> type;
};
BOOST_DESCRIBE_STRUCT(artifact_filter, (), (combined_by, id, key, flow_run_id, task_run_id, type))

// Over table artifact_collection.
struct artifact_collection_filter
{
    static constexpr bool refuses_unknown = true;
    static constexpr auto const& wire_names = operator_name;
    defaulted<combination> combined_by;
    std::optional<any_of<uuid>> latest_id;
    std::optional<artifact_key> key;
    std::optional<any_of<uuid>> flow_run_id;
    std::optional<any_of<uuid>> task_run_id;
    std::optional<any_or_none_of<std::string>> type;
};
BOOST_DESCRIBE_STRUCT(artifact_collection_filter, (), (combined_by, latest_id, key, flow_run_id, task_run_id, type))

db::sql where(db::grammar const& grammar, artifact_filter const& wanted);
db::sql where(db::grammar const& grammar, artifact_collection_filter const& wanted);

} // namespace praetor::models::filters
