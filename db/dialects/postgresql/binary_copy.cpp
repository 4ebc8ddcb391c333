#include <db/dialects/postgresql/big_endian.hpp>
#include <db/dialects/postgresql/binary_copy.hpp>

#include <server/base/error.hpp>

#include <bit>
#include <cstring>
#include <limits>

namespace praetor::db::postgresql {

using namespace bulk;

namespace {

using schema::column_type;

constexpr std::string_view signature{"PGCOPY\n\xff\r\n\0", 11};

[[noreturn]] void refuse(table const& of, schema::column_base const& column, std::string const& why)
{
    throw error{errc::database, std::string{of.name} + '.' + std::string{column.name} + ' ' + why};
}

template <class T>
void append_big_endian(std::string& out, T value)
{
    auto bits = static_cast<std::make_unsigned_t<T>>(value);
    char bytes[sizeof(T)];
    for (std::size_t i = sizeof(T); i-- > 0;) {
        bytes[i] = static_cast<char>(bits & 0xff);
        if constexpr (sizeof(T) > 1)
            bits = static_cast<std::make_unsigned_t<T>>(bits >> 8);
    }
    out.append(bytes, sizeof(T));
}

template <class T>
void append_field(std::string& out, T value)
{
    append_big_endian(out, static_cast<std::int32_t>(sizeof(T)));
    append_big_endian(out, value);
}

template <class T>
T wanted(table const& of, schema::column_base const& column, cell const& value)
{
    if (auto const* found = std::get_if<T>(&value))
        return *found;
    refuse(of, column, "holds a value of another type");
}

std::int64_t integer_within(table const& of, schema::column_base const& column, cell const& value, std::int64_t lowest,
                            std::int64_t highest)
{
    auto const number = wanted<std::int64_t>(of, column, value);
    if (number < lowest || number > highest)
        refuse(of, column, "holds " + std::to_string(number) + ", which PostgreSQL's column can not");
    return number;
}

void append_cell(std::string& out, table const& of, schema::column_base const& column, cell const& value)
{
    if (std::holds_alternative<std::monostate>(value))
        return append_big_endian(out, std::int32_t{-1});
    switch (column.type) {
    case column_type::uuid: {
        auto const id = wanted<uuid>(of, column, value);
        append_big_endian(out, std::int32_t{16});
        out.append(std::bit_cast<std::array<char, 16>>(id.bytes).data(), 16);
        return;
    }
    case column_type::timestamp:
        return append_field(out, micros_since_2000(wanted<timestamp>(of, column, value)));
    case column_type::interval:
        append_big_endian(out, std::int32_t{16});
        append_big_endian(out, std::int64_t{wanted<duration>(of, column, value).count()});
        append_big_endian(out, std::int64_t{0}); // days and months
        return;
    case column_type::boolean:
        return append_field(out, std::int8_t{wanted<std::int64_t>(of, column, value) != 0});
    case column_type::integer:
        return append_field(
            out, static_cast<std::int32_t>(integer_within(of, column, value, std::numeric_limits<std::int32_t>::min(),
                                                          std::numeric_limits<std::int32_t>::max())));
    case column_type::smallint:
        return append_field(
            out, static_cast<std::int16_t>(integer_within(of, column, value, std::numeric_limits<std::int16_t>::min(),
                                                          std::numeric_limits<std::int16_t>::max())));
    case column_type::real:
        return append_field(out, std::bit_cast<std::int64_t>(wanted<double>(of, column, value)));
    case column_type::string:
    case column_type::text:
    case column_type::json:
    case column_type::jsonb:
    case column_type::enumeration: {
        auto const text = wanted<std::string_view>(of, column, value);
        bool const versioned = column.type == column_type::jsonb;
        append_big_endian(out, static_cast<std::int32_t>(text.size() + (versioned ? 1 : 0)));
        if (versioned)
            out += '\1';
        out += text;
        return;
    }
    }
}

cell read_cell_of(schema::column_base const& column, std::string_view bytes)
{
    switch (column.type) {
    case column_type::uuid: {
        uuid id;
        std::memcpy(id.bytes.data(), bytes.data(), 16);
        return id;
    }
    case column_type::timestamp:
        return timestamp_of(big_endian<std::int64_t>(bytes.data()));
    case column_type::interval: {
        // A month is 30 days, as where PostgreSQL compares intervals.
        auto const micros = big_endian<std::int64_t>(bytes.data());
        std::int64_t const days = big_endian<std::int32_t>(bytes.data() + 8);
        std::int64_t const months = big_endian<std::int32_t>(bytes.data() + 12);
        return duration{micros + (days + months * 30) * 86'400'000'000};
    }
    case column_type::boolean:
        return std::int64_t{bytes[0] != 0};
    case column_type::integer:
        return std::int64_t{big_endian<std::int32_t>(bytes.data())};
    case column_type::smallint:
        return std::int64_t{big_endian<std::int16_t>(bytes.data())};
    case column_type::real:
        return std::bit_cast<double>(big_endian<std::uint64_t>(bytes.data()));
    case column_type::jsonb:
        return bytes.substr(1);
    default:
        return bytes;
    }
}

// The least number of bytes of a value, so that none is read past its end.
std::size_t least_size(column_type type)
{
    switch (type) {
    case column_type::uuid:
    case column_type::interval:
        return 16;
    case column_type::timestamp:
    case column_type::real:
        return 8;
    case column_type::integer:
        return 4;
    case column_type::smallint:
        return 2;
    case column_type::boolean:
    case column_type::jsonb:
        return 1;
    default:
        return 0;
    }
}

} // namespace

void append_header(std::string& out)
{
    out += signature;
    out.append(8, '\0'); // flags, and the length of the extension
}

void append_trailer(std::string& out)
{
    append_big_endian(out, std::int16_t{-1});
}

void append_row(std::string& out, table const& of, std::span<cell const> row)
{
    append_big_endian(out, static_cast<std::int16_t>(of.columns.size()));
    for (std::size_t i = 0; i < of.columns.size(); ++i)
        append_cell(out, of, of.columns[i], row[i]);
}

void binary_reader::read(std::string_view piece, take_row const& take)
{
    auto const need = [&](std::size_t bytes) {
        if (piece.size() < bytes)
            throw error{errc::database, "COPY of " + std::string{of_.name} + " ends in the middle of a row"};
    };
    auto const skip = [&](std::size_t bytes) {
        need(bytes);
        piece.remove_prefix(bytes);
    };
    if (!started_) {
        need(signature.size() + 8);
        if (!piece.starts_with(signature))
            throw error{errc::database, "COPY of " + std::string{of_.name} + " is not in binary form"};
        auto const extension = big_endian<std::uint32_t>(piece.data() + signature.size() + 4);
        skip(signature.size() + 8 + extension);
        started_ = true;
    }
    while (!piece.empty()) {
        need(2);
        auto const fields = big_endian<std::int16_t>(piece.data());
        skip(2);
        if (fields == -1)
            return;
        if (static_cast<std::size_t>(fields) != row_.size())
            throw error{errc::database, "COPY of " + std::string{of_.name} + " gives another number of columns"};
        for (std::size_t i = 0; i < row_.size(); ++i) {
            need(4);
            auto const size = big_endian<std::int32_t>(piece.data());
            skip(4);
            if (size < 0) {
                row_[i] = std::monostate{};
                continue;
            }
            auto const bytes = static_cast<std::size_t>(size);
            need(bytes);
            if (bytes < least_size(of_.columns[i].type))
                refuse(of_, of_.columns[i], "is of another type in the database");
            row_[i] = read_cell_of(of_.columns[i], piece.substr(0, bytes));
            skip(bytes);
        }
        take(row_);
    }
}

} // namespace praetor::db::postgresql
