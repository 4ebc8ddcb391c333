#include <db/dialects/postgresql/big_endian.hpp>
#include <db/dialects/postgresql/binary.hpp>

#include <server/base/error.hpp>

#include <bit>
#include <cstring>

namespace praetor::db::postgresql {
namespace {

// catalog/pg_type.dat
enum type : Oid
{
    bool_oid = 16,
    int8_oid = 20,
    int2_oid = 21,
    int4_oid = 23,
    float4_oid = 700,
    float8_oid = 701,
    timestamp_oid = 1114,
    timestamptz_oid = 1184,
    interval_oid = 1186,
    numeric_oid = 1700,
    uuid_oid = 2950,
    jsonb_oid = 3802
};

// utils/adt/numeric.c: digits of base 10,000, their weight, sign and display scale.
double read_numeric(char const* bytes)
{
    int const digits = big_endian<std::int16_t>(bytes);
    int const weight = big_endian<std::int16_t>(bytes + 2);
    auto const sign = big_endian<std::uint16_t>(bytes + 4);
    double value = 0;
    double unit = 1;
    for (int i = 0; i < weight; ++i)
        unit *= 10'000;
    for (int i = weight; i < 0; ++i)
        unit /= 10'000;
    for (int i = 0; i < digits; ++i, unit /= 10'000)
        value += unit * big_endian<std::int16_t>(bytes + 8 + 2 * i);
    return sign == 0x4000 ? -value : value;
}

} // namespace

cell read_field(PGresult const* result, int row, int column)
{
    if (PQgetisnull(result, row, column) != 0)
        return std::monostate{};
    char const* const bytes = PQgetvalue(result, row, column);
    auto const size = static_cast<std::size_t>(PQgetlength(result, row, column));
    switch (PQftype(result, column)) {
    case bool_oid:
        return std::int64_t{bytes[0] != 0};
    case int2_oid:
        return std::int64_t{big_endian<std::int16_t>(bytes)};
    case int4_oid:
        return std::int64_t{big_endian<std::int32_t>(bytes)};
    case int8_oid:
        return big_endian<std::int64_t>(bytes);
    case float4_oid:
        return static_cast<double>(std::bit_cast<float>(big_endian<std::uint32_t>(bytes)));
    case float8_oid:
        return std::bit_cast<double>(big_endian<std::uint64_t>(bytes));
    case numeric_oid:
        return read_numeric(bytes);
    case timestamp_oid:
    case timestamptz_oid:
        return timestamp_of(big_endian<std::int64_t>(bytes));
    case interval_oid: {
        // Months count as 30 days, as extract(epoch …) nearly does; praetor itself writes microseconds alone.
        auto const micros = big_endian<std::int64_t>(bytes);
        std::int64_t const days = big_endian<std::int32_t>(bytes + 8);
        std::int64_t const months = big_endian<std::int32_t>(bytes + 12);
        return duration{micros + (days + months * 30) * 86'400'000'000};
    }
    case uuid_oid: {
        uuid id;
        std::memcpy(id.bytes.data(), bytes, 16);
        return id;
    }
    case jsonb_oid: // a version byte, then text
        return std::string_view{bytes + 1, size - 1};
    default:
        return std::string_view{bytes, size};
    }
}

} // namespace praetor::db::postgresql
