#include <db/bulk/session.hpp>
#include <db/dialects/postgresql/bulk_session.hpp>
#include <db/dialects/sqlite/bulk_session.hpp>
#include <db/schema/names.hpp>

namespace praetor::db::bulk {

std::unique_ptr<session> open_session(options const& how)
{
    if (how.dialect == dialect::postgresql)
        return std::make_unique<postgres_session>(how);
    return std::make_unique<sqlite_session>(how);
}

std::string name_in_statement(table const& of)
{
    return schema::quoted(of.name);
}

std::int64_t session::count(table const& of)
{
    return std::stoll(rows("SELECT count(*) FROM " + name_in_statement(of)).front().front());
}

} // namespace praetor::db::bulk
