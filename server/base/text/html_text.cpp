#include <server/base/text/html_text.hpp>

#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace praetor {
namespace {

constexpr std::array<std::pair<std::string_view, char>, 5> entities{
    {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}}};

// The character of what stands between & and ;
std::optional<char> character_of(std::string_view name)
{
    for (auto const& [known, character] : entities)
        if (name == known)
            return character;
    if (!name.starts_with('#'))
        return std::nullopt;
    name.remove_prefix(1);
    int base = 10;
    if (name.starts_with('x') || name.starts_with('X')) {
        name.remove_prefix(1);
        base = 16;
    }
    unsigned number = 0;
    auto const [end, failed] = std::from_chars(name.data(), name.data() + name.size(), number, base);
    if (failed != std::errc{} || end != name.data() + name.size() || number == 0 || number > 127)
        return std::nullopt;
    return static_cast<char>(number);
}

} // namespace

std::string html_escaped(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (char const c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else
            out += c;
    }
    return out;
}

std::string html_unescaped(std::string_view text)
{
    std::string out;
    while (!text.empty()) {
        auto const start = text.find('&');
        out += text.substr(0, start);
        if (start == std::string_view::npos)
            break;
        text.remove_prefix(start);
        auto const end = text.find(';');
        auto const character = end == std::string_view::npos ? std::nullopt : character_of(text.substr(1, end - 1));
        if (character)
            out += *character;
        else
            out += '&';
        text.remove_prefix(character ? end + 1 : 1);
    }
    return out;
}

} // namespace praetor
