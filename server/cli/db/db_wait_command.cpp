// praetor db wait: for scripts that start a database and praetor together.
#include <server/cli/db/db_commands.hpp>
#include <server/cli/with_database.hpp>

#include <db/wait.hpp>

#include <memory>

namespace praetor::cli {
namespace {

task<int> wait(db::database& store, double seconds)
{
    co_await db::wait_until_it_answers(store, std::chrono::milliseconds{static_cast<std::int64_t>(seconds * 1000)});
    co_return 0;
}

} // namespace

void add_db_wait_command(command db)
{
    auto const seconds = std::make_shared<double>(300);
    db.add("wait", "Return when the database answers, with 1 where it does not")
        .seconds("--timeout", *seconds, "Seconds after which to give up (300)")
        .runs(on_existing_database([seconds](db::database& store) { return wait(store, *seconds); }));
}

} // namespace praetor::cli
