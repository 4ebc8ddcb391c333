#include <db/cell.hpp>

#include <server/base/error.hpp>
#include <server/base/json/parse.hpp>

#include <charconv>

namespace praetor::db {
namespace {

[[noreturn]] void refuse(std::string_view wanted, cell const& from)
{
    static constexpr std::string_view kinds[] = {"NULL",   "an integer",  "a real number", "a text",
                                                 "a uuid", "a timestamp", "an interval"};
    throw error{errc::database,
                "a column holds " + std::string{kinds[from.index()]} + " where " + std::string{wanted} + " is needed"};
}

} // namespace

std::string_view text_of(cell const& from)
{
    if (auto const* text = std::get_if<std::string_view>(&from))
        return *text;
    refuse("a text", from);
}

void refuse_enumerator(std::string_view text)
{
    throw error{errc::database, "a column holds the unknown value \"" + std::string{text} + "\""};
}

void read_cell(cell const& from, bool& out)
{
    if (auto const* number = std::get_if<std::int64_t>(&from))
        out = *number != 0;
    else
        refuse("a boolean", from);
}

void read_cell(cell const& from, std::int64_t& out)
{
    if (auto const* number = std::get_if<std::int64_t>(&from))
        out = *number;
    else if (auto const* real = std::get_if<double>(&from))
        out = static_cast<std::int64_t>(*real);
    else
        refuse("an integer", from);
}

void read_cell(cell const& from, int& out)
{
    std::int64_t wide = 0;
    read_cell(from, wide);
    out = static_cast<int>(wide);
}

void read_cell(cell const& from, double& out)
{
    if (auto const* real = std::get_if<double>(&from))
        out = *real;
    else if (auto const* number = std::get_if<std::int64_t>(&from))
        out = static_cast<double>(*number);
    else
        refuse("a number", from);
}

void read_cell(cell const& from, std::string& out)
{
    out = text_of(from);
}

void read_cell(cell const& from, uuid& out)
{
    if (auto const* id = std::get_if<uuid>(&from)) {
        out = *id;
        return;
    }
    auto const parsed = uuid::parse(text_of(from));
    if (!parsed)
        refuse("a uuid", from);
    out = *parsed;
}

void read_cell(cell const& from, timestamp& out)
{
    if (auto const* when = std::get_if<timestamp>(&from)) {
        out = *when;
        return;
    }
    auto const parsed = parse_timestamp(text_of(from));
    if (!parsed)
        refuse("a timestamp", from);
    out = *parsed;
}

// SQLAlchemy keeps an interval on SQLite as the point in time that far after 1970.
void read_cell(cell const& from, duration& out)
{
    if (auto const* span = std::get_if<duration>(&from)) {
        out = *span;
        return;
    }
    if (auto const* seconds = std::get_if<double>(&from)) {
        out = duration{static_cast<std::int64_t>(*seconds * 1e6)};
        return;
    }
    timestamp since_epoch{};
    read_cell(from, since_epoch);
    out = since_epoch.time_since_epoch();
}

void read_cell(cell const& from, json_text& out)
{
    if (std::holds_alternative<std::monostate>(from))
        out.text = "null";
    else if (auto const* number = std::get_if<std::int64_t>(&from))
        out.text = std::to_string(*number); // SQLite gives a column of type JSON numeric affinity
    else if (auto const* real = std::get_if<double>(&from)) {
        char text[32];
        auto const end = std::to_chars(text, text + sizeof text, *real).ptr;
        out.text.assign(text, end);
    }
    else
        out.text = text_of(from);
}

void read_cell(cell const& from, std::vector<std::string>& out)
{
    out.clear();
    if (std::holds_alternative<std::monostate>(from))
        return;
    auto const parsed = json::parse(text_of(from));
    auto const* array = parsed.if_array();
    if (array == nullptr)
        return;
    for (auto const& element : *array)
        if (auto const* text = element.if_string())
            out.emplace_back(text->data(), text->size());
}

} // namespace praetor::db
