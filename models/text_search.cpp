#include <models/text_search.hpp>

#include <models/filters/like_pattern.hpp>
#include <models/filters/where.hpp>

#include <server/base/json/codec_impl.hpp>
#include <server/base/text/ascii.hpp>

#include <algorithm>
#include <cctype>

template <>
struct praetor::json::schema_notes<praetor::models::text_criterion>
{
    static constexpr std::string_view name = "EventTextFilter";
};

PRAETOR_JSON_CODEC(praetor::models::text_criterion)

namespace praetor::models {
namespace {

bool is_blank(char c)
{
    return std::isspace(static_cast<unsigned char>(c)) != 0;
}

// Takes a phrase from behind its opening quote; an open phrase goes to the end.
std::string take_phrase(std::string_view& rest)
{
    std::string phrase;
    while (!rest.empty() && rest.front() != '"') {
        if (rest.front() == '\\' && rest.size() > 1 && (rest[1] == '"' || rest[1] == '\\'))
            rest.remove_prefix(1);
        phrase += rest.front();
        rest.remove_prefix(1);
    }
    if (!rest.empty())
        rest.remove_prefix(1);
    return phrase;
}

std::string take_word(std::string_view& rest)
{
    std::size_t end = 0;
    while (end < rest.size() && !is_blank(rest[end]) && rest[end] != '"')
        ++end;
    std::string word{rest.substr(0, end)};
    rest.remove_prefix(end);
    return word;
}

} // namespace

search_words parse_search(std::string_view query)
{
    search_words found;
    while (!query.empty()) {
        if (is_blank(query.front())) {
            query.remove_prefix(1);
            continue;
        }
        auto* into = &found.any;
        if (auto const sign = query.front(); sign == '-' || sign == '!' || sign == '+') {
            query.remove_prefix(1);
            if (query.empty() || is_blank(query.front()))
                continue; // a sign on its own asks for nothing
            into = sign == '+' ? &found.required : &found.none;
        }
        std::string word;
        if (query.front() == '"') {
            query.remove_prefix(1);
            word = take_phrase(query);
        }
        else
            word = take_word(query);
        if (!std::all_of(word.begin(), word.end(), is_blank))
            into->push_back(lower_case(word));
    }
    return found;
}

std::vector<search_words> parts_of(search_words wanted)
{
    std::vector<search_words> parts;
    for (auto const kind : {&search_words::any, &search_words::none, &search_words::required})
        if (!(wanted.*kind).empty())
            parts.emplace_back().*kind = std::move(wanted.*kind);
    return parts;
}

bool matches(search_words const& wanted, std::string_view text)
{
    auto const searched = lower_case(text);
    auto const has = [&](std::string const& word) { return searched.find(word) != std::string::npos; };
    if (!wanted.any.empty() && std::none_of(wanted.any.begin(), wanted.any.end(), has))
        return false;
    return std::none_of(wanted.none.begin(), wanted.none.end(), has) &&
           std::all_of(wanted.required.begin(), wanted.required.end(), has);
}

db::sql where(search_words const& wanted, std::string_view expression)
{
    auto const has = [&](std::string const& word, std::string_view before) {
        db::sql one{before};
        one << "lower(" << expression << ") LIKE lower(" << db::arg('%' + filters::escaped_for_like(word) + '%')
            << ") ESCAPE '\\'";
        return one;
    };
    filters::conditions all;
    filters::conditions any{filters::combination::or_};
    for (auto const& word : wanted.any)
        any.add(has(word, ""));
    if (!any.empty())
        all.add(any.joined());
    for (auto const& word : wanted.none)
        all.add(has(word, "NOT "));
    for (auto const& word : wanted.required)
        all.add(has(word, ""));
    return all.joined();
}

} // namespace praetor::models
