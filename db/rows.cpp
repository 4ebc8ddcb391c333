#include <db/rows.hpp>

#include <server/base/error.hpp>

namespace praetor::db {

void refuse_missing_column(std::string_view member)
{
    throw error{errc::database, "the statement gives no column \"" + std::string{member} + "\""};
}

std::size_t find_column(row_view const& one, std::string_view prefix, std::string_view name, std::size_t& next)
{
    auto const is_there = [&](std::size_t column) {
        auto const found = one.column_name(column);
        return found.size() == prefix.size() + name.size() && found.starts_with(prefix) && found.ends_with(name);
    };
    std::size_t const count = one.column_count();
    if (next >= count || !is_there(next))
        for (next = 0; next < count && !is_there(next);)
            ++next;
    if (next == count)
        refuse_missing_column(std::string{prefix}.append(name));
    return next++;
}

} // namespace praetor::db
