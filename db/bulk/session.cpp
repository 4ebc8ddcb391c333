#include <db/bulk/session.hpp>
#include <db/schema/names.hpp>

namespace praetor::db::bulk {

std::string name_in_statement(table const& of)
{
    return schema::quoted(of.name);
}

std::int64_t session::count(table const& of)
{
    return std::stoll(rows("SELECT count(*) FROM " + name_in_statement(of)).front().front());
}

} // namespace praetor::db::bulk
