#include <db/schema/embedded_migrations.hpp>
#include <db/schema/migration_chain.hpp>

#include <server/base/error.hpp>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>

namespace praetor::db {
namespace {

[[noreturn]] void refuse(std::string const& message)
{
    throw error{errc::bad_setting, message};
}

// "+3" or "-3" as a number.
std::optional<long> parse_offset(std::string_view text)
{
    if (text.size() < 2 || (text.front() != '+' && text.front() != '-'))
        return std::nullopt;
    long number = 0;
    auto const [end, failed] = std::from_chars(text.data() + 1, text.data() + text.size(), number);
    if (failed != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return text.front() == '-' ? -number : number;
}

} // namespace

std::string_view folder_of(dialect kind)
{
    return dialect_names[kind];
}

void migration_chain::add(std::string_view name, std::string_view text)
{
    static constexpr std::string_view prefix = "head_", suffix = ".sql";
    if (name.starts_with(prefix)) {
        shortcut_ = {std::string{name.substr(prefix.size(), name.size() - prefix.size() - suffix.size())}, text};
        return;
    }
    auto one = parse_migration(name, text);
    if (one.parent != head())
        refuse("migration " + one.file + " says it comes after \"" + one.parent + "\", and before it stands \"" +
               head() + '"');
    if (find(one.revision))
        refuse("migration " + one.file + " has the revision of another");
    all_.push_back(std::move(one));
}

void migration_chain::check() const
{
    if (!shortcut_.script.empty() && !find(shortcut_.revision))
        refuse("head_" + shortcut_.revision + ".sql is for a revision that no migration leads to");
}

migration_chain const& migration_chain::embedded(dialect kind)
{
    static auto const make = [](dialect wanted) {
        migration_chain made{wanted};
        for (auto const& file : embedded_migrations())
            if (file.dialect == folder_of(wanted))
                made.add(file.name, file.text);
        made.check();
        return made;
    };
    static per_dialect<migration_chain> const all{make(dialect::postgresql), make(dialect::sqlite)};
    return all[kind];
}

migration_chain migration_chain::read(std::filesystem::path const& folder, dialect kind)
{
    std::vector<std::filesystem::path> files;
    std::error_code failed;
    auto const own = folder / folder_of(kind);
    for (std::filesystem::directory_iterator one{own, failed}, end; !failed && one != end; one.increment(failed))
        if (one->path().extension() == ".sql")
            files.push_back(one->path());
    if (failed)
        refuse("no migrations can be read from " + own.string() + ": " + failed.message());
    std::sort(files.begin(), files.end());
    migration_chain made{kind};
    for (auto const& file : files) {
        std::ifstream in{file, std::ios::binary};
        auto text =
            std::make_shared<std::string const>(std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{});
        if (!in)
            refuse("migration " + file.string() + " can not be read");
        made.texts_.push_back(text);
        made.add(file.filename().string(), *text);
    }
    made.check();
    return made;
}

std::optional<std::size_t> migration_chain::find(std::string_view revision) const
{
    if (revision.empty())
        return 0;
    for (std::size_t i = 0; i < all_.size(); ++i)
        if (all_[i].revision == revision)
            return i + 1;
    return std::nullopt;
}

std::string migration_chain::resolve(std::string_view name, std::string_view current) const
{
    auto const sign = name.find_first_of("+-");
    auto start = name.substr(0, sign);
    auto const offset = sign == std::string_view::npos ? 0L : parse_offset(name.substr(sign));
    if (!offset || name.empty())
        refuse("\"" + std::string{name} + "\" names no revision (an id, the beginning of one, head, base, +N or -N)");

    std::size_t place = 0;
    if (start.empty()) {
        auto const here = find(current);
        if (!here)
            refuse("the database stands at revision " + std::string{current} + ", which is not known here");
        place = *here;
    }
    else if (start == "head" || start == "heads")
        place = all_.size();
    else if (start != "base") {
        std::vector<std::size_t> fits;
        for (std::size_t i = 0; i < all_.size(); ++i)
            if (all_[i].revision.starts_with(start))
                fits.push_back(i + 1);
        if (fits.empty())
            refuse("no revision is called " + std::string{start} + " (praetor db history lists them)");
        if (fits.size() > 1)
            refuse("several revisions begin with " + std::string{start} + ": " + at(fits[0]) + " and " + at(fits[1]));
        place = fits.front();
    }
    long const wanted = static_cast<long>(place) + *offset;
    if (wanted < 0 || wanted > static_cast<long>(all_.size()))
        refuse("\"" + std::string{name} + "\" is beyond the " + (wanted < 0 ? "first" : "last") + " revision");
    return at(static_cast<std::size_t>(wanted));
}

std::string head_of(dialect kind)
{
    return migration_chain::embedded(kind).head();
}

} // namespace praetor::db
