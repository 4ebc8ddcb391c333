// OTLP as JSON: numbers of traces are hexadecimal, those of 64 bits are strings, enumerators are numbers. Only for
// otlp.cpp.
#pragma once

#include <server/tracing/otlp.hpp>

namespace praetor::tracing {

// The body of an export request, and what an answer says was refused; nothing where it says of nothing.
std::string json_request(span_source const& from, span_batch const& batch);
std::optional<partial_success> json_partial_success(std::string_view answer);

} // namespace praetor::tracing
