#include <models/schedules/words.hpp>

#include <server/base/text/ascii.hpp>

#include <algorithm>
#include <array>

namespace praetor::models::schedules {
namespace {

// The bytes of the blank at the front, or 0.
std::size_t blank_at_front(std::string_view text)
{
    auto const first = static_cast<unsigned char>(text.front());
    if ((first >= 0x09 && first <= 0x0d) || (first >= 0x1c && first <= 0x20))
        return 1;
    static constexpr std::array<std::string_view, 19> others{
        "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80", "\xe2\x80\x81", "\xe2\x80\x82", "\xe2\x80\x83",
        "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86", "\xe2\x80\x87", "\xe2\x80\x88", "\xe2\x80\x89", "\xe2\x80\x8a",
        "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80"};
    if (first < 0x80)
        return 0;
    auto const found = std::ranges::find_if(others, [&](std::string_view one) { return text.starts_with(one); });
    return found == others.end() ? 0 : found->size();
}

} // namespace

std::vector<std::string_view> words_of(std::string_view text)
{
    std::vector<std::string_view> words;
    std::size_t begin = 0;
    std::size_t at = 0;
    while (at < text.size()) {
        auto const blank = blank_at_front(text.substr(at));
        if (blank != 0 && at > begin)
            words.push_back(text.substr(begin, at - begin));
        at += std::max<std::size_t>(blank, 1);
        if (blank != 0)
            begin = at;
    }
    if (at > begin)
        words.push_back(text.substr(begin));
    return words;
}

std::vector<std::string_view> parts_of(std::string_view text, char mark)
{
    std::vector<std::string_view> parts;
    for (;;) {
        auto const end = text.find(mark);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos)
            return parts;
        text.remove_prefix(end + 1);
    }
}

std::optional<std::int64_t> integer_of(std::string_view text)
{
    constexpr std::int64_t max_value = 1'000'000'000'000'000;
    bool const below = text.starts_with('-');
    if (below || text.starts_with('+'))
        text.remove_prefix(1);
    std::int64_t value = 0;
    bool after_digit = false;
    for (auto const c : text) {
        if (c == '_' && after_digit) {
            after_digit = false;
            continue;
        }
        if (!is_digit(c))
            return std::nullopt;
        after_digit = true;
        value = std::min(value * 10 + (c - '0'), max_value);
    }
    if (!after_digit)
        return std::nullopt;
    return below ? -value : value;
}

} // namespace praetor::models::schedules
