// Searching text as the dashboard's search field asks for it: `error -debug "connection timeout" +required`.
#pragma once

#include <server/base/json/constrained.hpp>

#include <db/sql.hpp>

#include <boost/describe/class.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace praetor::models {

// Words of a query, in lower case. A quoted phrase is one word; \" and \\ stand for themselves inside it.
struct search_words
{
    std::vector<std::string> any;      // one of these, unless there is none
    std::vector<std::string> none;     // -word or !word
    std::vector<std::string> required; // +word
};

// Never fails: what is no operator is a word; an open quote ends with the text.
search_words parse_search(std::string_view query);

// The same asked in parts, each with words of one kind; no part where there is no word.
std::vector<search_words> parts_of(search_words wanted);

// Whether `text` has what is asked for, whatever the case.
bool matches(search_words const& wanted, std::string_view text);

// The same for an SQL expression.
db::sql where(search_words const& wanted, std::string_view expression);

// The criterion "text" of filters: {"query": "…"}, 200 characters at most.
struct text_criterion
{
    static constexpr bool refuses_unknown = true;
    json::constrained<std::string, json::length<0, 200>> query;
};
BOOST_DESCRIBE_STRUCT(text_criterion, (), (query))

} // namespace praetor::models
