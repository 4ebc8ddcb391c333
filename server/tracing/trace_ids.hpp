// The numbers of traces and spans (W3C Trace Context, section 3.2.2).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace praetor::tracing {

// Big-endian; all zeros is none.
template <std::size_t Size>
struct id_bytes
{
    std::array<std::uint8_t, Size> bytes{};

    bool is_zero() const noexcept { return bytes == std::array<std::uint8_t, Size>{}; }
    friend bool operator==(id_bytes const&, id_bytes const&) = default;
};

using trace_id = id_bytes<16>;
using span_id = id_bytes<8>;

// Two lower-case hexadecimal digits a byte.
template <std::size_t Size>
void append_hex(std::string& out, id_bytes<Size> const& id)
{
    constexpr char digits[] = "0123456789abcdef";
    for (auto const byte : id.bytes) {
        out += digits[byte >> 4];
        out += digits[byte & 0xf];
    }
}

} // namespace praetor::tracing
