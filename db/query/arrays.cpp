#include <db/query/arrays.hpp>

#include <server/base/json/codec_impl.hpp>

namespace praetor::db::query {

sql array_has_all(dialect kind, std::string_view column, std::vector<std::string> const& words)
{
    sql condition{};
    if (kind == dialect::postgresql) {
        condition << column << " @> " << arg(json_text{json::to_text(words)});
        return condition;
    }
    condition << "NOT EXISTS (SELECT 1 FROM json_each(" << arg(json_text{json::to_text(words)})
              << ") AS wanted WHERE wanted.value NOT IN (SELECT value FROM json_each(" << column << ")))";
    return condition;
}

sql array_has_any(dialect kind, std::string_view column, std::vector<std::string> const& words)
{
    if (words.empty())
        return sql{"TRUE"};
    if (kind == dialect::postgresql) {
        sql any{"("};
        for (std::size_t i = 0; i < words.size(); ++i)
            any << (i == 0 ? "" : " OR ") << column << " @> " << arg(json_text{json::to_text(std::vector{words[i]})});
        any << ")";
        return any;
    }
    sql condition{"EXISTS (SELECT 1 FROM json_each("};
    condition << column << ") AS held WHERE held.value IN (SELECT value FROM json_each("
              << arg(json_text{json::to_text(words)}) << ")))";
    return condition;
}

sql array_is_empty(dialect kind, std::string_view column, bool wanted)
{
    sql condition{};
    if (kind == dialect::postgresql)
        condition << column << (wanted ? " = '[]'::jsonb" : " <> '[]'::jsonb");
    else
        condition << "json_array_length(" << column << ")" << (wanted ? " = 0" : " > 0");
    return condition;
}

} // namespace praetor::db::query
