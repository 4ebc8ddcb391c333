#include <models/schedules/zone_file.hpp>

#include <algorithm>

namespace praetor::models::schedules {
namespace {

constexpr std::size_t header_size = 44;
constexpr std::size_t type_size = 6;
constexpr std::int64_t max_seconds =
    1'000'000'000'000; // 31,000 years: some files begin with the beginning of the world

bool is_plausible(std::int32_t offset)
{
    constexpr std::int32_t max_value = 2 * 86'400;
    return offset >= -max_value && offset <= max_value;
}

std::int64_t number(std::string_view bytes)
{
    std::int64_t value = static_cast<signed char>(bytes[0]) < 0 ? -1 : 0;
    for (auto const c : bytes)
        value = static_cast<std::int64_t>(static_cast<std::uint64_t>(value) << 8 | static_cast<unsigned char>(c));
    return value;
}

// A block of a file: its header tells how many there are of each.
struct block
{
    std::size_t times = 0;
    std::size_t types = 0;
    std::size_t others = 0; // bytes behind the types
    std::size_t time_size = 0;

    std::size_t size() const { return times * (time_size + 1) + types * type_size + others; }
};

std::optional<block> read_header(std::string_view content, std::size_t time_size)
{
    if (content.size() < header_size || !content.starts_with("TZif"))
        return std::nullopt;
    auto const count = [&](std::size_t which) {
        return static_cast<std::size_t>(static_cast<std::uint32_t>(number(content.substr(20 + which * 4, 4))));
    };
    block found;
    found.time_size = time_size;
    found.times = count(3);
    found.types = count(4);
    found.others = count(5) + count(2) * (time_size + 4) + count(1) + count(0);
    return content.size() - header_size >= found.size() && found.types > 0 ? std::optional{found} : std::nullopt;
}

std::optional<zone_table> read_block(std::string_view content, block const& what)
{
    zone_table made;
    auto const indices = content.substr(what.times * what.time_size);
    auto const types = indices.substr(what.times);
    auto const offset_of = [&](std::size_t type) {
        return static_cast<std::int32_t>(number(types.substr(type * type_size, 4)));
    };
    auto const is_daylight = [&](std::size_t type) { return types[type * type_size + 4] != 0; };
    made.changes.reserve(what.times);
    for (std::size_t i = 0; i < what.times; ++i) {
        auto const type = static_cast<unsigned char>(indices[i]);
        if (type >= what.types)
            return std::nullopt;
        auto const at =
            std::clamp(number(content.substr(i * what.time_size, what.time_size)), -max_seconds, max_seconds);
        if (!is_plausible(offset_of(type)) || (i > 0 && at < made.changes.back().at))
            return std::nullopt;
        made.changes.push_back({at, offset_of(type), is_daylight(type), 0});
    }
    std::size_t first = 0;
    while (first < what.types && is_daylight(first))
        ++first;
    made.first_offset = offset_of(first < what.types ? first : 0);
    if (!is_plausible(made.first_offset))
        return std::nullopt;
    return made;
}

} // namespace

std::optional<zone_table> parse_zone_file(std::string_view content)
{
    auto what = read_header(content, 4);
    if (!what)
        return std::nullopt;
    char const version = content[4];
    content.remove_prefix(header_size);
    if (version == '\0')
        return read_block(content, *what);

    content.remove_prefix(what->size());
    what = read_header(content, 8);
    if (!what)
        return std::nullopt;
    content.remove_prefix(header_size);
    auto made = read_block(content, *what);
    content.remove_prefix(what->size());
    if (made && content.starts_with('\n'))
        made->rule = content.substr(1, content.find('\n', 1) - 1);
    return made;
}

} // namespace praetor::models::schedules
