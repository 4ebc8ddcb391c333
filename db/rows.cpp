#include <db/rows.hpp>

#include <server/base/error.hpp>

namespace praetor::db {

void refuse_missing_column(std::string_view member)
{
    throw error{errc::database, "the statement gives no column \"" + std::string{member} + "\""};
}

} // namespace praetor::db
