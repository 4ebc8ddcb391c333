// Numbers as PostgreSQL sends them in binary: most significant byte first.
#pragma once

#include <server/base/timestamp.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>

namespace praetor::db::postgresql {

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

// Its infinities are the first and the last moment, as the reference's driver (asyncpg) keeps and reads them.
inline timestamp timestamp_of(std::int64_t micros_since_2000)
{
    if (micros_since_2000 == std::numeric_limits<std::int64_t>::min())
        return min_timestamp;
    if (micros_since_2000 == std::numeric_limits<std::int64_t>::max())
        return max_timestamp;
    return timestamp{duration{micros_since_2000 + epoch_2000}};
}

// The inverse.
inline std::int64_t micros_since_2000(timestamp when)
{
    if (when == min_timestamp)
        return std::numeric_limits<std::int64_t>::min();
    if (when == max_timestamp)
        return std::numeric_limits<std::int64_t>::max();
    return when.time_since_epoch().count() - epoch_2000;
}

} // namespace praetor::db::postgresql
