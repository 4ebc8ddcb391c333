#include <models/filters/where.hpp>

#include <server/base/json/codec_impl.hpp>

namespace praetor::models::filters {

db::sql conditions::joined() const
{
    if (parts_.empty())
        return db::sql{"TRUE"};
    db::sql all{"("};
    for (std::size_t i = 0; i < parts_.size(); ++i) {
        if (i != 0)
            all << (by_ == combination::and_ ? " AND " : " OR ");
        all << parts_[i];
    }
    all << ")";
    return all;
}

db::sql is_null(std::string_view column, bool wanted)
{
    db::sql condition{column};
    condition << (wanted ? " IS NULL" : " IS NOT NULL");
    return condition;
}

// SQLite's LIKE folds ASCII only where both sides are lowered, which is how the reference writes it.
db::sql is_like(db::dialect kind, std::string_view column, std::string_view part)
{
    auto const pattern = '%' + std::string{part} + '%';
    if (kind == db::dialect::postgresql) {
        db::sql condition{column};
        condition << " ILIKE " << db::arg(pattern);
        return condition;
    }
    db::sql condition{"lower("};
    condition << column << ") LIKE lower(" << db::arg(pattern) << ")";
    return condition;
}

db::sql array_has_all(db::dialect kind, std::string_view column, std::vector<std::string> const& words)
{
    db::sql condition{};
    if (kind == db::dialect::postgresql) {
        condition << column << " @> " << db::arg(json_text{json::to_text(words)});
        return condition;
    }
    condition << "NOT EXISTS (SELECT 1 FROM json_each(" << db::arg(json_text{json::to_text(words)})
              << ") AS wanted WHERE wanted.value NOT IN (SELECT value FROM json_each(" << column << ")))";
    return condition;
}

db::sql array_has_any(db::dialect kind, std::string_view column, std::vector<std::string> const& words)
{
    conditions any{combination::or_};
    if (kind == db::dialect::postgresql) {
        for (auto const& word : words) {
            db::sql one{column};
            one << " @> " << db::arg(json_text{json::to_text(std::vector{word})});
            any.add(std::move(one));
        }
        return any.joined();
    }
    db::sql condition{"EXISTS (SELECT 1 FROM json_each("};
    condition << column << ") AS held WHERE held.value IN (SELECT value FROM json_each("
              << db::arg(json_text{json::to_text(words)}) << ")))";
    return condition;
}

db::sql array_is_empty(db::dialect kind, std::string_view column, bool wanted)
{
    db::sql condition{};
    if (kind == db::dialect::postgresql)
        condition << column << (wanted ? " = '[]'::jsonb" : " <> '[]'::jsonb");
    else
        condition << "json_array_length(" << column << ")" << (wanted ? " = 0" : " > 0");
    return condition;
}

} // namespace praetor::models::filters
