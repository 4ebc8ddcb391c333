#include <db/schema/embedded_migrations.hpp>
#include <db/schema/migration.hpp>

#include <server/base/error.hpp>

namespace praetor::db {
namespace {

// The text after the line `marker`, up to the next "-- up" or "-- down" line or the end.
std::string_view section(std::string_view text, std::string_view marker)
{
    auto const line = '\n' + std::string{marker} + '\n';
    auto const start = text.find(line);
    if (start == std::string_view::npos)
        return {};
    auto rest = text.substr(start + line.size());
    auto const other = marker == "-- up" ? std::string_view{"\n-- down\n"} : std::string_view{"\n-- up\n"};
    return rest.substr(0, rest.find(other));
}

} // namespace

migration parse_migration(std::string_view name, std::string_view text)
{
    auto const first = name.find('_');
    auto const second = first == std::string_view::npos ? first : name.find('_', first + 1);
    if (second == std::string_view::npos || !name.ends_with(".sql"))
        throw error{errc::internal, "a migration is called <number>_<revision>_<slug>.sql, not " + std::string{name}};
    migration one;
    one.revision = name.substr(first + 1, second - first - 1);
    one.slug = name.substr(second + 1, name.size() - second - 5);
    one.up = section(text, "-- up");
    one.down = section(text, "-- down");
    if (one.up.empty() || one.down.empty())
        throw error{errc::internal, "migration " + std::string{name} + " has no \"-- up\" or no \"-- down\""};
    return one;
}

std::vector<migration> migrations_of(dialect kind)
{
    auto const wanted = kind == dialect::postgresql ? std::string_view{"postgresql"} : std::string_view{"sqlite"};
    std::vector<migration> all;
    for (auto const& file : embedded_migrations()) {
        if (file.dialect != wanted)
            continue;
        auto one = parse_migration(file.name, file.text);
        if (!all.empty())
            one.parent = all.back().revision;
        all.push_back(std::move(one));
    }
    return all;
}

std::string head_of(dialect kind)
{
    auto const all = migrations_of(kind);
    return all.empty() ? std::string{} : all.back().revision;
}

} // namespace praetor::db
