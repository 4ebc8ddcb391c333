#include <server/app/open_database.hpp>
#include <server/cli/failure.hpp>
#include <server/cli/with_database.hpp>

#include <server/base/run.hpp>

#include <boost/asio/io_context.hpp>

namespace praetor::cli {
namespace {

task<int> run_and_close(db::database& store, task<int> work)
{
    int status = 0;
    std::exception_ptr failed;
    try {
        status = co_await std::move(work);
    }
    catch (...) {
        failed = std::current_exception();
    }
    co_await store.close();
    if (failed)
        std::rethrow_exception(failed);
    co_return status;
}

} // namespace

int with_database(db::options how, std::function<task<int>(db::database&)> const& work)
{
    boost::asio::io_context context{1};
    try {
        auto const store = db::open(context.get_executor(), std::move(how));
        return run_until_done(context, run_and_close(*store, work(*store)));
    }
    catch (...) {
        return report_failure(std::current_exception());
    }
}

int with_existing_database(settings::values const& config, std::function<task<int>(db::database&)> const& work)
{
    auto how = app::database_options(config);
    how.must_exist = true;
    return with_database(std::move(how), work);
}

} // namespace praetor::cli
