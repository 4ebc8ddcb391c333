// What a span's record is in numbers of OTLP, in either encoding.
#pragma once

#include <server/tracing/span.hpp>

#include <cstdint>

namespace praetor::tracing {

// Of the message Span: the flags of W3C in eight bits, and whether the parent is another program's.
constexpr std::uint32_t span_flags(span_record const& one)
{
    constexpr std::uint32_t is_known = 0x100, is_remote = 0x200;
    return one.self.flags | is_known | (one.has_remote_parent ? is_remote : 0);
}

// Of the message Status: what did not fail is left UNSET, as the standard has it.
inline constexpr std::uint32_t status_error = 2;

} // namespace praetor::tracing
