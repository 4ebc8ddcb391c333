#include <server/cli/upgraded.hpp>

#include <server/base/run.hpp>

#include <db/database.hpp>
#include <db/schema/migrate.hpp>

#include <boost/asio/io_context.hpp>

namespace praetor::cli {
namespace {

task<std::string> upgrade_and_close(db::database& store)
{
    auto reached = co_await db::upgrade(store);
    co_await store.close();
    co_return reached;
}

} // namespace

std::string bring_to_head(db::options how)
{
    boost::asio::io_context context{1};
    auto const store = db::open(context.get_executor(), std::move(how));
    return run_until_done(context, upgrade_and_close(*store));
}

} // namespace praetor::cli
