#include <models/limits/limit_answer.hpp>

#include <server/base/json/codec_impl.hpp>

template <>
struct praetor::json::schema_notes<praetor::models::limit_answer>
{
    static constexpr std::string_view name = "GlobalConcurrencyLimitResponse";
};

PRAETOR_JSON_CODEC(praetor::models::limit_answer)
