#include <db/database.hpp>
#include <db/dialects/postgresql/pool.hpp>
#include <db/dialects/sqlite/threads.hpp>
#include <db/options.hpp>

#include <server/base/error.hpp>

namespace praetor::db {

void refuse_missing_column(std::string_view member)
{
    throw error{errc::database, "the statement gives no column \"" + std::string{member} + "\""};
}

std::unique_ptr<database> open(boost::asio::any_io_executor home, options how)
{
    if (how.dialect == dialect::postgresql)
        return std::make_unique<postgresql::pool>(std::move(home), std::move(how));
    return std::make_unique<sqlite::threads>(std::move(home), std::move(how));
}

} // namespace praetor::db
