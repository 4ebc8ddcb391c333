#include <db/schema/compare.hpp>
#include <db/schema/create.hpp>
#include <db/schema/names.hpp>

#include <algorithm>
#include <map>

namespace praetor::db::schema {
namespace {

// Whether the database prints texts in one form, not as somebody once typed them.
constexpr per_dialect prints_canonically{true, false};

std::string comparable(dialect kind, std::string const& text)
{
    return prints_canonically[kind] ? text : canonical(text);
}

// The text of each part by its key: its name, or its text where it has none.
using texts = std::map<std::string, std::string>;

void compare_texts(dialect kind, std::vector<difference>& out, std::string_view what, std::string const& table,
                   texts const& from, texts const& to)
{
    using is = difference::kind;
    for (auto const& [name, before] : from) {
        auto const after = to.find(name);
        if (after == to.end())
            out.push_back({is::dropped, std::string{what}, table, name, before, {}});
        else if (comparable(kind, before) != comparable(kind, after->second))
            out.push_back({is::changed, std::string{what}, table, name, before, after->second});
    }
    for (auto const& [name, after] : to)
        if (!from.contains(name))
            out.push_back({is::added, std::string{what}, table, name, {}, after});
}

texts columns_of(dialect kind, table_definition const& table)
{
    texts all;
    for (auto const& one : table.columns)
        all.emplace(one.name, column_text(kind, one));
    return all;
}

texts constraints_of(dialect kind, table_definition const& table)
{
    texts all;
    for (auto const& one : table.constraints)
        all.emplace(one.name.empty() ? comparable(kind, one.text) : one.name, one.text);
    return all;
}

// Those called praetor_… are an option of whoever runs the database (docs/database.md, "With a million runs").
texts indexes_of(table_definition const& table)
{
    texts all;
    for (auto const& one : table.indexes)
        if (!one.name.starts_with("praetor_"))
            all.emplace(one.name, one.text);
    return all;
}

} // namespace

std::vector<difference> compare(dialect kind, schema_definition const& from, schema_definition const& to)
{
    std::vector<difference> out;
    texts before;
    texts after;
    for (auto const& one : from.enumerations)
        before.emplace(one.name, create_enumeration(one));
    for (auto const& one : to.enumerations)
        after.emplace(one.name, create_enumeration(one));
    compare_texts(kind, out, "type", {}, before, after);
    for (auto const& one : from.tables)
        if (to.find(one.name) == nullptr)
            out.push_back({difference::kind::dropped, "table", one.name, {}, {}, {}});
    for (auto const& one : to.tables) {
        auto const* const known = from.find(one.name);
        if (known == nullptr) {
            out.push_back({difference::kind::added, "table", one.name, {}, {}, {}});
            continue;
        }
        compare_texts(kind, out, "column", one.name, columns_of(kind, *known), columns_of(kind, one));
        compare_texts(kind, out, "constraint", one.name, constraints_of(kind, *known), constraints_of(kind, one));
        compare_texts(kind, out, "index", one.name, indexes_of(*known), indexes_of(one));
    }
    return out;
}

std::string message_of(difference const& one)
{
    std::string text = one.what + " " + one.table;
    if (!one.name.empty())
        text += (one.table.empty() ? "" : ".") + one.name;
    switch (one.is) {
    case difference::kind::added:
        return text + ": declared, not in the database" + (one.after.empty() ? "" : ": " + one.after);
    case difference::kind::dropped:
        return text + ": in the database, not declared" + (one.before.empty() ? "" : ": " + one.before);
    case difference::kind::changed:
        break;
    }
    return text + ": in the database " + one.before + "; declared " + one.after;
}

} // namespace praetor::db::schema
