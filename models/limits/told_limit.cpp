#include <models/limits/told_limit.hpp>

#include <server/base/json/codec_impl.hpp>

template <>
struct praetor::json::schema_notes<praetor::models::told_limit>
{
    static constexpr std::string_view name = "GlobalConcurrencyLimitResponse";
};

PRAETOR_JSON_CODEC(praetor::models::told_limit)
