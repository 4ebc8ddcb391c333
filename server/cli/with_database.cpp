#include <server/app/open_database.hpp>
#include <server/cli/with_database.hpp>

#include <server/base/error.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <fmt/format.h>

#include <cstdio>

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
        std::exception_ptr failed;
        int status = 0;
        boost::asio::co_spawn(context, run_and_close(*store, work(*store)), [&](std::exception_ptr thrown, int given) {
            failed = std::move(thrown);
            status = given;
        });
        context.run();
        if (failed)
            std::rethrow_exception(failed);
        return status;
    }
    catch (error const& refused) {
        fmt::print(stderr, "praetor: {}\n", refused.what());
        return refused.code() == errc::bad_setting ? 2 : 1;
    }
    catch (std::exception const& thrown) {
        fmt::print(stderr, "praetor: {}\n", thrown.what());
        return 1;
    }
}

int with_existing_database(settings::values const& config, std::function<task<int>(db::database&)> const& work)
{
    auto how = app::database_options(config);
    how.must_exist = true;
    return with_database(std::move(how), work);
}

} // namespace praetor::cli
