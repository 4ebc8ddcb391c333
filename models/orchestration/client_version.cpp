#include <models/orchestration/client_version.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace praetor::models {
namespace {

constexpr std::string_view name = "prefect/";
constexpr std::string_view suffix_characters = "abcdefghijklmnopqrstuvwxyz.+0123456789";

// Reads "3.4.11" off the front.
std::optional<std::array<long, 3>> take_numbers(std::string_view& text)
{
    std::array<long, 3> numbers{};
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        if (i != 0) {
            if (!text.starts_with('.'))
                return std::nullopt;
            text.remove_prefix(1);
        }
        auto const [end, failed] = std::from_chars(text.data(), text.data() + text.size(), numbers[i]);
        if (failed != std::errc{} || numbers[i] < 0)
            return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    }
    return numbers;
}

// As PEP 440 orders them: 3.4.11.dev1 and 3.4.11rc1 come before 3.4.11, 3.4.11.post1 and 3.4.11+4 after it.
bool is_before_release(std::string_view suffix)
{
    return suffix.starts_with('a') || suffix.starts_with('b') || suffix.starts_with('c') || suffix.starts_with("rc") ||
           suffix.starts_with(".dev") || suffix.starts_with("dev");
}

} // namespace

std::optional<std::string> client_version_of(std::string_view user_agent)
{
    if (!user_agent.starts_with(name))
        return std::nullopt;
    auto rest = user_agent.substr(name.size());
    auto const version = rest.substr(0, rest.find(' '));
    rest.remove_prefix(version.size());
    static constexpr std::string_view api = " (API ";
    bool const ends_well = rest.starts_with(api) && rest.ends_with(')') && rest.size() > api.size() + 1 &&
                           rest.find(' ', api.size()) == std::string_view::npos;
    auto suffix = version;
    if (!ends_well || !take_numbers(suffix) || suffix.find_first_not_of(suffix_characters) != std::string_view::npos)
        return std::nullopt;
    return std::string{version};
}

bool renews_leases(std::optional<std::string> const& version)
{
    static constexpr std::array<long, 3> first{3, 4, 11};
    if (!version)
        return false;
    std::string_view suffix = *version;
    auto const numbers = take_numbers(suffix);
    return numbers && (*numbers > first || (*numbers == first && !is_before_release(suffix)));
}

bool knows_result_storage(std::optional<std::string> const& version)
{
    static constexpr std::array<long, 3> last_without{3, 3, 7};
    if (!version)
        return true;
    std::string_view suffix = *version;
    auto const numbers = take_numbers(suffix);
    bool const is_after_release = !suffix.empty() && !is_before_release(suffix);
    return !numbers || *numbers > last_without || (*numbers == last_without && is_after_release);
}

bool counts_slots_itself(std::optional<std::string> const& version)
{
    static constexpr std::array<std::string_view, 5> all{"3.0.0rc20", "3.0.0", "3.0.1", "3.0.2", "3.0.3"};
    return version && std::ranges::find(all, *version) != all.end();
}

} // namespace praetor::models
