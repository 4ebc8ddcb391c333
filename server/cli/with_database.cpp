#include <server/app/open_database.hpp>
#include <server/cli/failure.hpp>
#include <server/cli/with_database.hpp>

#include <server/base/run.hpp>

#include <db/schema/migrate.hpp>

#include <boost/asio/io_context.hpp>

namespace praetor::cli {
namespace {

template <class T>
task<T> run_and_close(db::database& store, task<T> work)
{
    std::optional<T> made;
    std::exception_ptr failed;
    try {
        co_await keep_value(std::move(work), made);
    }
    catch (...) {
        failed = std::current_exception();
    }
    co_await store.close();
    if (failed)
        std::rethrow_exception(failed);
    co_return std::move(*made);
}

} // namespace

int run_with_database(db::options options, std::function<task<int>(db::database&)> const& work)
{
    boost::asio::io_context context{1};
    auto const store = db::open(context.get_executor(), std::move(options));
    return run_until_done(context, run_and_close(*store, work(*store)));
}

int with_database(db::options options, std::function<task<int>(db::database&)> const& work)
{
    try {
        return run_with_database(std::move(options), work);
    }
    catch (...) {
        return report_failure(std::current_exception());
    }
}

int with_existing_database(settings::values const& config, std::function<task<int>(db::database&)> const& work)
{
    auto options = app::database_options(config);
    options.must_exist = true;
    return with_database(std::move(options), work);
}

action_with_settings on_existing_database(std::function<task<int>(db::database&)> work)
{
    return [work = std::move(work)](settings::values const& config) { return with_existing_database(config, work); };
}

std::string bring_to_head(db::options options)
{
    boost::asio::io_context context{1};
    auto const store = db::open(context.get_executor(), std::move(options));
    return run_until_done(context, run_and_close(*store, db::upgrade(*store)));
}

} // namespace praetor::cli
