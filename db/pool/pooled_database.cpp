#include <db/pool/pooled_database.hpp>

#include <utility>

namespace praetor::db {

pooled_database::pooled_database(boost::asio::any_io_executor executor, options how, make_connector connect_with)
    : kind_(how.dialect), pool_(std::make_shared<pool>(std::move(executor), std::move(how), connect_with))
{}

pooled_database::~pooled_database()
{
    pool_->refuse();
}

pool_statistics pooled_database::statistics() const
{
    return pool_->statistics();
}

task<void> pooled_database::close()
{
    auto const kept = pool_;
    co_await kept->close();
}

task<void> pooled_database::perform(access mode, job& work)
{
    return pool::perform(pool_, mode, work);
}

} // namespace praetor::db
