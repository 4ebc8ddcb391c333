#include <models/filters/where.hpp>

namespace praetor::models::filters {

void conditions::add(db::sql condition)
{
    if (!condition.text().empty())
        parts_.push_back(std::move(condition));
}

db::sql conditions::joined() const
{
    if (parts_.empty())
        return says_nothing_ ? db::sql{} : db::sql{"TRUE"};
    db::sql all{"("};
    for (std::size_t i = 0; i < parts_.size(); ++i) {
        if (i != 0)
            all << (by_ == combination::and_ ? " AND " : " OR ");
        all << parts_[i];
    }
    all << ")";
    return all;
}

db::sql is_like(db::grammar const& grammar, std::string_view column, std::string_view part)
{
    return grammar.matches(column, '%' + std::string{part} + '%');
}

} // namespace praetor::models::filters
