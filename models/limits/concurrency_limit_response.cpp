#include <models/limits/concurrency_limit_response.hpp>

#include <server/base/json/codec_impl.hpp>

template <>
struct praetor::json::schema_notes<praetor::models::concurrency_limit_response>
{
    static constexpr std::string_view name = "GlobalConcurrencyLimitResponse";
};

PRAETOR_JSON_CODEC(praetor::models::concurrency_limit_response)
