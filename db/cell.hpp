// One value of a result, and how it becomes a member of a row struct.
#pragma once

#include <server/base/enumerators.hpp>
#include <server/base/json/text.hpp>
#include <server/base/timestamp.hpp>
#include <server/base/uuid.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace praetor::db {

// A value as the database gave it. Text belongs to the result and ends with it. PostgreSQL gives uuids, timestamps and
// intervals as such, SQLite gives them as text.
using cell = std::variant<std::monostate, std::int64_t, double, std::string_view, uuid, timestamp, duration>;

// Each throws error{errc::database} in words where the cell does not hold such a value.
void read_cell(cell const& from, bool& out);
void read_cell(cell const& from, int& out);
void read_cell(cell const& from, std::int64_t& out);
void read_cell(cell const& from, double& out);
void read_cell(cell const& from, std::string& out);
void read_cell(cell const& from, uuid& out);
void read_cell(cell const& from, timestamp& out);
void read_cell(cell const& from, duration& out);
// NULL is the JSON null.
void read_cell(cell const& from, json_text& out);
// From a JSON array of strings; NULL is empty.
void read_cell(cell const& from, std::vector<std::string>& out);

// A text that names no enumerator throws.
[[noreturn]] void refuse_enumerator(std::string_view text);
std::string_view text_of(cell const& from);

template <described_enum T>
void read_cell(cell const& from, T& out)
{
    auto const text = text_of(from);
    auto const found = enumerator_named<T>(text);
    if (!found)
        refuse_enumerator(text);
    out = *found;
}

template <class T>
void read_cell(cell const& from, std::optional<T>& out)
{
    if (std::holds_alternative<std::monostate>(from))
        out.reset();
    else
        read_cell(from, out.emplace());
}

} // namespace praetor::db
