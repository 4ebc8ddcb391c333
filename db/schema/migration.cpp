#include <db/schema/migration.hpp>

#include <server/base/error.hpp>

#include <algorithm>

namespace praetor::db {
namespace {

// What follows `start` up to the end of its line.
std::string_view rest_of_line(std::string_view text, std::string_view start)
{
    auto const found = text.find(start);
    if (found == std::string_view::npos)
        return {};
    auto const rest = text.substr(found + start.size());
    return rest.substr(0, rest.find('\n'));
}

// The text after the line `marker`, up to the next "-- up" or "-- down" line or the end.
migration_script section(std::string_view text, std::string_view marker)
{
    auto const line = '\n' + std::string{marker} + '\n';
    auto const start = text.find(line);
    if (start == std::string_view::npos)
        return {};
    auto const before = text.substr(0, start + line.size());
    auto const rest = text.substr(before.size());
    auto const other = marker == "-- up" ? std::string_view{"\n-- down\n"} : std::string_view{"\n-- up\n"};
    // An empty section is followed by the other marker at once.
    if (rest.starts_with(other.substr(1)))
        return {rest.substr(0, 0), 1};
    auto const lines = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    return {rest.substr(0, rest.find(other)), lines + 1};
}

} // namespace

migration parse_migration(std::string_view name, std::string_view text)
{
    auto const first = name.find('_');
    auto const second = first == std::string_view::npos ? first : name.find('_', first + 1);
    if (second == std::string_view::npos || !name.ends_with(".sql"))
        throw error{errc::bad_setting,
                    "a migration is called <number>_<revision>_<slug>.sql, not " + std::string{name}};
    migration one;
    one.file = name;
    one.revision = name.substr(first + 1, second - first - 1);
    one.slug = name.substr(second + 1, name.size() - second - 5);
    auto const head = text.substr(0, text.find("\n-- up\n"));
    if (head.starts_with("-- "))
        one.description = rest_of_line(head, "-- ");
    one.parent = rest_of_line(head, "\n-- after: ");
    one.up = section(text, "-- up");
    one.down = section(text, "-- down");
    if (one.up.text.data() == nullptr || one.down.text.data() == nullptr)
        throw error{errc::bad_setting,
                    "migration " + std::string{name} + " has no line \"-- up\" or no line \"-- down\""};
    return one;
}

} // namespace praetor::db
