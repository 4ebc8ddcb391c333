#include <tests/fuzz/inline_database.hpp>

#include <server/base/run.hpp>

#include <db/schema/migrate.hpp>
#include <db/schema/own_tables.hpp>
#include <db/statistics.hpp>

#include <boost/asio/io_context.hpp>

#include <exception>

namespace praetor::fuzz {
namespace {

db::options in_memory()
{
    db::options options;
    options.path = ":memory:";
    return options;
}

db::sql const begin_all{"BEGIN"}, undo_all{"ROLLBACK"}, begin_one{"SAVEPOINT one"}, keep_one{"RELEASE one"},
    undo_one{"ROLLBACK TO one"};

} // namespace

inline_database::inline_database() : connection_(in_memory(), true)
{
    boost::asio::io_context here;
    run_until_done(here, db::upgrade(*this));
    run_until_done(here, db::make_own_tables(*this));
}

db::pool_statistics inline_database::statistics() const
{
    return {};
}

task<void> inline_database::close()
{
    co_return;
}

void inline_database::begin()
{
    connection_.control_now(begin_all, false);
    inside_ = true;
}

void inline_database::undo()
{
    connection_.control_now(undo_all, false);
    inside_ = false;
}

task<void> inline_database::perform(access, job& work)
{
    connection_.forget_enqueued_failure();
    connection_.control_now(inside_ ? begin_one : begin_all, true);
    std::exception_ptr failed;
    try {
        co_await work.run(connection_, false);
        connection_.throw_enqueued_failure();
    }
    catch (...) {
        failed = std::current_exception();
    }
    if (inside_) {
        if (failed)
            connection_.control_now(undo_one, true);
        connection_.control_now(keep_one, false);
    }
    else
        connection_.control_now(failed ? undo_all : db::sql{"COMMIT"}, false);
    if (failed)
        std::rethrow_exception(failed);
}

} // namespace praetor::fuzz
