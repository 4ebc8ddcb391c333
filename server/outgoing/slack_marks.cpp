#include <server/outgoing/slack_marks.hpp>

#include <server/base/json/python_value.hpp>
#include <server/base/text/html_text.hpp>
#include <server/outgoing/url_words.hpp>

#include <optional>
#include <string_view>
#include <vector>

namespace praetor::outgoing {
namespace {

constexpr auto npos = std::string_view::npos;

// <word|text>, with entities or characters round it.
struct mark
{
    std::size_t begin = 0, end = 0;
    std::string word, text;
};

// How many characters close a mark there: ">", "&gt;" or none.
std::size_t closes(std::string_view text, std::size_t at)
{
    auto const rest = text.substr(std::min(at, text.size()));
    return rest.starts_with('>') ? 1 : rest.starts_with("&gt;") ? 4 : 0;
}

std::size_t behind_blanks(std::string_view text, std::size_t at)
{
    return std::min(text.find_first_not_of(" \t", at), text.size());
}

// Whether what begins at `at` is a word of the kind: "!channel", "@user", or a whole URL.
std::size_t word_begin(std::string_view text, std::size_t at, char kind)
{
    if (kind != ':')
        return at < text.size() && text[at] == kind ? at + 1 : npos;
    auto rest = text.substr(std::min(at, text.size()));
    if (!take_word(rest, "https://") && !take_word(rest, "http://") && !take_word(rest, "mailto://"))
        return npos;
    return static_cast<std::size_t>(rest.data() - text.data());
}

// "|text>" behind a word that ends at `end`.
bool read_text(std::string_view text, std::size_t end, mark& into)
{
    auto at = behind_blanks(text, end);
    if (at >= text.size() || text[at] != '|')
        return false;
    at = behind_blanks(text, at + 1);
    for (auto close = at + 1; close < text.size() && text[close - 1] != '\n'; ++close)
        if (auto const size = closes(text, close); size > 0) {
            into.text = json::stripped(text.substr(at, close - at));
            into.end = close + size;
            return true;
        }
    into.end = at + closes(text, at);
    return into.end > at;
}

std::optional<mark> mark_at(std::string_view text, std::size_t begin, char kind)
{
    mark found{.begin = begin};
    auto at = begin;
    auto const rest = text.substr(begin);
    at += rest.starts_with('<') ? 1 : rest.starts_with("&lt;") ? 4 : 0;
    auto const word = behind_blanks(text, at);
    auto const first = word_begin(text, word, kind);
    if (first == npos)
        return {};
    auto const last = std::min(text.find_first_of("| \n", first), text.size());
    if (last == first)
        return {};
    auto const from = kind == ':' ? word : first;
    if (read_text(text, last, found)) {
        found.word = json::stripped(text.substr(from, last - from));
        return found;
    }
    for (auto close = last; close > first; --close)
        if (auto const size = closes(text, close); size > 0 && close + size <= last) {
            found.word = json::stripped(text.substr(from, close - from));
            found.end = close + size;
            return found;
        }
    return {};
}

void replace_all(std::string& text, std::string const& what, std::string const& by)
{
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
}

// Each mark of the kind as Slack writes it.
void restore(std::string& text, char kind)
{
    std::vector<std::pair<std::string, std::string>> found;
    for (std::size_t at = 0; at < text.size();) {
        auto const one = mark_at(text, at, kind);
        if (!one) {
            ++at;
            continue;
        }
        auto word = one->word;
        if (kind == ':')
            replace_all(word, "&amp;", "&");
        found.emplace_back(text.substr(one->begin, one->end - one->begin),
                           '<' + (kind == ':' ? std::string{} : std::string{kind}) + word +
                               (one->text.empty() ? "" : '|' + one->text) + '>');
        at = one->end;
    }
    for (auto const& [what, by] : found)
        replace_all(text, what, by);
}

} // namespace

std::string slack_escaped(std::string text)
{
    return html_escaped(text);
}

std::string slack_text(std::string text)
{
    auto made = slack_escaped(std::move(text));
    for (char const kind : {'!', '@', ':'})
        restore(made, kind);
    return made;
}

} // namespace praetor::outgoing
