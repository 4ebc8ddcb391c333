#include <server/tracing/otlp.hpp>
#include <server/tracing/otlp_json.hpp>
#include <server/tracing/otlp_protobuf.hpp>

namespace praetor::tracing {

std::string_view content_type_of(otlp_encoding encoding)
{
    return encoding == otlp_encoding::json ? "application/json" : "application/x-protobuf";
}

std::string otlp_request(otlp_encoding encoding, span_source const& from, span_batch const& batch)
{
    return encoding == otlp_encoding::json ? json_request(from, batch) : protobuf_request(from, batch);
}

std::optional<partial_success> read_partial_success(otlp_encoding encoding, std::string_view answer)
{
    return encoding == otlp_encoding::json ? json_partial_success(answer) : protobuf_partial_success(answer);
}

} // namespace praetor::tracing
