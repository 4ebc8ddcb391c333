// One part of a body, as the header Range asks for it (RFC 9110, 14).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

namespace praetor::http {

struct byte_range
{
    std::uint64_t first = 0;
    std::uint64_t size = 0; // 1 or more

    // The position of its last byte.
    std::uint64_t last() const noexcept { return first + size - 1; }
};

// The header names no byte of the body: 416.
struct unsatisfiable_range
{};

// The range of a body of `size` bytes; monostate where the header is to be ignored: empty, another unit than bytes,
// malformed, or several ranges, which a server need not send. Any thread.
using wanted_range = std::variant<std::monostate, byte_range, unsatisfiable_range>;
wanted_range parse_range(std::string_view header, std::uint64_t size);

} // namespace praetor::http
