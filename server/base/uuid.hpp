// 128-bit identifiers (RFC 9562): every row of the database has one.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace praetor {

struct uuid
{
    std::array<std::uint8_t, 16> bytes{};

    // Version 4: 122 random bits from the thread's generator, seeded by the operating system.
    static uuid random();

    // Version 7: 48 bits of Unix milliseconds, then random bits; rows made one after another stand side by side in an
    // index.
    static uuid ordered();

    // Accepts what Python's uuid.UUID and pydantic accept: with or without hyphens, in braces, with "urn:uuid:",
    // either case. Nothing otherwise.
    static std::optional<uuid> parse(std::string_view text);

    static constexpr std::size_t text_size = 36;
    // Its text, lower case, with hyphens, into text_size characters.
    void write(char* to) const noexcept;

    friend auto operator<=>(uuid const&, uuid const&) = default;
};

// The text that write() makes.
std::string to_string(uuid const& id);
void append(std::string& out, uuid const& id);

} // namespace praetor

template <>
struct std::hash<praetor::uuid>
{
    std::size_t operator()(praetor::uuid const& id) const noexcept;
};
