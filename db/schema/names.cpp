#include <db/schema/names.hpp>

#include <algorithm>
#include <array>
#include <cctype>

namespace praetor::db::schema {
namespace {

// Reserved in PostgreSQL (manual, appendix C) or SQLite, and likely as a name.
constexpr std::array keywords{
    "all",        "and",     "as",    "asc",      "between", "by",     "case",        "check",  "column", "constraint",
    "create",     "default", "desc",  "distinct", "do",      "else",   "end",         "except", "exists", "false",
    "for",        "foreign", "from",  "grant",    "group",   "having", "in",          "index",  "into",   "is",
    "join",       "key",     "limit", "not",      "null",    "offset", "on",          "or",     "order",  "primary",
    "references", "select",  "set",   "table",    "then",    "to",     "transaction", "true",   "union",  "unique",
    "update",     "user",    "using", "values",   "when",    "where",  "with"};

bool is_plain(std::string_view name)
{
    auto const fits = [](char c) { return c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    return !name.empty() && std::ranges::all_of(name, fits) && (name[0] < '0' || name[0] > '9');
}

bool is_word(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// Whether the bracket at 0 closes at the end.
bool is_enclosed(std::string_view text)
{
    if (text.size() < 2 || text.front() != '(' || text.back() != ')')
        return false;
    int depth = 0;
    bool literal = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\'')
            literal = !literal;
        if (literal)
            continue;
        depth += (text[at] == '(') - (text[at] == ')');
        if (depth == 0 && at + 1 != text.size())
            return false;
    }
    return true;
}

} // namespace

std::string quoted(std::string_view name)
{
    if (is_plain(name) && std::ranges::find(keywords, name) == keywords.end())
        return std::string{name};
    std::string text = "\"";
    for (char const c : name) {
        text += c;
        if (c == '"')
            text += c;
    }
    return text + '"';
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blank = " \t\r\n";
    text.remove_prefix(std::min(text.find_first_not_of(blank), text.size()));
    return text.substr(0, text.find_last_not_of(blank) + 1);
}

std::string_view without_brackets(std::string_view text)
{
    for (;;) {
        text = trimmed(text);
        if (!is_enclosed(text))
            return text;
        text = text.substr(1, text.size() - 2);
    }
}

std::string canonical(std::string_view text)
{
    std::string out;
    bool literal = false;
    bool space = false;
    for (char const c : text) {
        if (c == '\'')
            literal = !literal;
        if (!literal && c != '\'') {
            if (c == '"' || c == '`')
                continue;
            if (std::isspace(static_cast<unsigned char>(c)) != 0) {
                space = true;
                continue;
            }
        }
        if (space && !out.empty() && is_word(out.back()) && is_word(c))
            out += ' ';
        space = false;
        out += literal ? c : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return std::string{without_brackets(out)};
}

} // namespace praetor::db::schema
