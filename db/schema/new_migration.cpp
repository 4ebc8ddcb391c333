#include <db/schema/migration_chain.hpp>
#include <db/schema/new_migration.hpp>

#include <server/base/error.hpp>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <random>

namespace praetor::db {
namespace {

constexpr std::string_view to_be_written = "-- (statements, each ended by a semicolon)";

std::string slug_of(std::string_view message)
{
    static constexpr std::size_t max_length = 40;
    std::string slug;
    for (char const given : message) {
        auto const letter = static_cast<unsigned char>(given);
        if (letter < 0x80 && std::isalnum(letter) != 0)
            slug += static_cast<char>(std::tolower(letter));
        else if (!slug.empty() && slug.back() != '_')
            slug += '_';
    }
    slug.resize(std::min(slug.size(), max_length));
    while (!slug.empty() && slug.back() == '_')
        slug.pop_back();
    return slug.empty() ? "change" : slug;
}

// "0021": one more than the number of the newest file.
std::string next_number(migration_chain const& chain)
{
    static constexpr std::size_t digits = 4;
    auto const newest = chain.all().empty() ? 0 : std::atoi(chain.all().back().file.c_str());
    auto const text = std::to_string(newest + 1);
    return std::string(digits - std::min(digits, text.size()), '0') + text;
}

std::string text_of(new_migration const& part, std::string const& message, std::string const& parent)
{
    auto const body = [](std::string const& given) {
        auto text = given.empty() ? std::string{to_be_written} : given;
        return text.ends_with('\n') ? text : text + '\n';
    };
    return "-- " + message + '\n' + (parent.empty() ? "" : "-- after: " + parent + '\n') + "-- up\n" + body(part.up) +
           "\n-- down\n" + body(part.down);
}

} // namespace

std::string random_revision()
{
    static constexpr std::string_view digits = "0123456789abcdef";
    static constexpr std::size_t length = 12;
    std::random_device chance;
    std::uniform_int_distribution<std::size_t> pick{0, digits.size() - 1};
    std::string id;
    while (id.size() < length)
        id += digits[pick(chance)];
    return id;
}

std::vector<std::filesystem::path> write_migration(std::filesystem::path const& folder, std::string const& message,
                                                   std::string const& revision, std::vector<new_migration> const& parts)
{
    if (message.empty() || message.find('\n') != std::string::npos)
        throw error{errc::bad_setting, "the message of a migration is one line that is not empty"};
    std::vector<std::filesystem::path> written;
    for (auto const& part : parts) {
        auto const chain = migration_chain::read(folder, part.dialect);
        auto const path =
            folder / folder_of(part.dialect) / (next_number(chain) + '_' + revision + '_' + slug_of(message) + ".sql");
        std::ofstream out{path, std::ios::binary};
        out << text_of(part, message, chain.head());
        out.close();
        if (!out)
            throw error{errc::bad_setting, path.string() + " can not be written"};
        written.push_back(path);
    }
    return written;
}

} // namespace praetor::db
