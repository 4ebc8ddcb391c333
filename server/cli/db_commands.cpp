// praetor db …
#include <server/cli/commands.hpp>
#include <server/cli/open_database.hpp>

#include <server/base/error.hpp>

#include <db/schema/migrate.hpp>
#include <db/schema/migration.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <fmt/format.h>

#include <cstdio>

namespace praetor::cli {
namespace {

// Runs one task over the database of the settings; prints what it gives, or why it failed.
int with_database(db::options how, task<std::string> (*run)(db::database&), std::string_view label)
{
    boost::asio::io_context context{1};
    try {
        auto const store = db::open(context.get_executor(), std::move(how));
        std::exception_ptr failed;
        std::string answer;
        boost::asio::co_spawn(context, run(*store), [&](std::exception_ptr thrown, std::string given) {
            failed = std::move(thrown);
            answer = std::move(given);
        });
        context.run();
        if (failed)
            std::rethrow_exception(failed);
        fmt::print("{}{}\n", label, answer.empty() ? "none: the database is empty" : answer);
        return 0;
    }
    catch (std::exception const& thrown) {
        fmt::print(stderr, "praetor: {}\n", thrown.what());
        return 1;
    }
}

} // namespace

int db_upgrade(settings::values const& config)
{
    return with_database(database_options(config), db::upgrade, "at revision ");
}

int db_current(settings::values const& config)
{
    auto how = database_options(config);
    how.must_exist = true;
    return with_database(std::move(how), db::current_revision, "");
}

int db_history(settings::values const& config)
{
    auto const how = database_options(config);
    auto const all = db::migrations_of(how.dialect);
    for (auto one = all.rbegin(); one != all.rend(); ++one)
        fmt::print("{} <- {}  {}\n", one->revision, one->parent.empty() ? "nothing" : one->parent, one->slug);
    return 0;
}

} // namespace praetor::cli
