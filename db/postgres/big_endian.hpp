// Numbers as PostgreSQL sends them in binary: most significant byte first.
#pragma once

#include <cstddef>
#include <cstdint>

namespace praetor::db::postgres {

// `bytes` are at least sizeof(T).
template <class T>
T big_endian(char const* bytes)
{
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i)
        value = (value << 8) | static_cast<unsigned char>(bytes[i]);
    return static_cast<T>(value);
}

// PostgreSQL counts microseconds from 2000-01-01, this many after 1970-01-01.
inline constexpr std::int64_t epoch_2000 = 946'684'800'000'000;

} // namespace praetor::db::postgres
