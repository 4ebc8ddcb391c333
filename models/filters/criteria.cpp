#include <models/filters/criteria.hpp>

#include <models/runs/state.hpp>

#include <server/base/json/codec_impl.hpp>

using namespace praetor::models::filters;

template <>
struct praetor::json::schema_notes<combination>
{
    static constexpr std::string_view name = "Operator";
};

PRAETOR_JSON_CODEC(combination)
PRAETOR_JSON_CODEC(any_of<praetor::uuid>)
PRAETOR_JSON_CODEC(any_of<std::string>)
PRAETOR_JSON_CODEC(any_of<praetor::models::state_type>)
PRAETOR_JSON_CODEC(any_or_none_of<praetor::uuid>)
PRAETOR_JSON_CODEC(any_or_none_of<std::string>)
PRAETOR_JSON_CODEC(any_or_none_of<praetor::models::state_type>)
PRAETOR_JSON_CODEC(any_of_or_null<praetor::uuid>)
PRAETOR_JSON_CODEC(any_of_or_null<std::string>)
PRAETOR_JSON_CODEC(name_like)
PRAETOR_JSON_CODEC(has_tags)
PRAETOR_JSON_CODEC(has_any_tags)
PRAETOR_JSON_CODEC(between)
PRAETOR_JSON_CODEC(between_or_null)
PRAETOR_JSON_CODEC(equals_bool)
PRAETOR_JSON_CODEC(number_range)
