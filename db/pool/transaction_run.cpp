// What runs on a connection of the pool: a transaction to its commit, again where that is safe, or a read.
#include <db/pool/pool.hpp>

#include <server/base/deadline.hpp>
#include <server/base/error.hpp>
#include <server/base/log.hpp>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>

namespace praetor::db {
namespace {

namespace this_coro = boost::asio::this_coro;

// A cancelled COMMIT might be stored or not, and who waits for it has things to tell when it is.
auto hold_off_cancellation()
{
    return this_coro::reset_cancellation_state(boost::asio::disable_cancellation());
}

auto allow_cancellation()
{
    return this_coro::reset_cancellation_state(boost::asio::enable_terminal_cancellation());
}

// Surely left nothing behind, and may do better on another try.
bool may_run_again(failure what, bool committing)
{
    switch (what) {
    case failure::conflict:
    case failure::read_only:
    case failure::stale:
        return true;
    case failure::lost:
        return !committing;
    case failure::none:
    case failure::final:
    case failure::timeout:
        break;
    }
    return false;
}

} // namespace

task<void> pool::perform(std::shared_ptr<pool> in, database::access mode, database::job& work)
{
    auto& self = *in;
    for (std::size_t attempt = 0;; ++attempt) {
        bool const repeatable = attempt < self.options_.retries && work.repeatable();
        std::exception_ptr failed;
        bool again = false;
        {
            auto held = co_await self.acquire();
            auto& conn = *held;
            conn.serve_request(0);
            auto const trips_before = conn.round_trips();
            bool committing = false;
            try {
                if (mode == database::access::write) {
                    conn.begin();
                    co_await work.run(conn, repeatable);
                    committing = true;
                    co_await hold_off_cancellation();
                    co_await conn.commit();
                    ++self.counted_.transactions;
                }
                else {
                    work.results = result_share{self.results_};
                    conn.count_in(&work.results);
                    co_await work.run(conn, repeatable);
                    co_await conn.finish();
                    work.results.finish();
                    ++self.counted_.reads;
                }
            }
            catch (...) {
                failed = std::current_exception();
            }
            conn.count_in(nullptr);
            self.counted_.round_trips += conn.round_trips() - trips_before;
            if (committing)
                co_await allow_cancellation();
            if (!failed)
                co_return;
            again = repeatable && may_run_again(self.judge(conn, failed), committing);
            if (mode == database::access::write)
                co_await self.roll_back(conn);
        }
        if (!again)
            std::rethrow_exception(failed);
        ++self.counted_.retries;
        co_await self.pause_before_retry(attempt);
    }
}

// What the failure says of the connection and of all others.
failure pool::judge(pooled_connection const& conn, std::exception_ptr const& thrown)
{
    auto const now = pool_clock::now();
    try {
        std::rethrow_exception(thrown);
    }
    catch (error const&) {
        // Told apart below.
    }
    catch (boost::system::system_error const&) {
        ++counted_.cancelled;
        return failure::final;
    }
    catch (...) {
        return failure::final; // not the database's
    }
    auto const what = conn.last_failure();
    switch (what) {
    case failure::lost:
        // Often it is the server that went, and the others are dead too.
        ++counted_.lost;
        limits_.doubted = now;
        log::info("db", "a connection to {} was lost", connector_->shown());
        break;
    case failure::read_only:
        ++counted_.read_only;
        limits_.void_before = now;
        log::warning("db", "{} only reads now: its connections are dropped", connector_->shown());
        break;
    case failure::stale:
        limits_.void_before = now;
        break;
    case failure::conflict:
        ++counted_.conflicts;
        break;
    case failure::timeout:
        ++counted_.timeouts;
        break;
    case failure::none:
    case failure::final:
        break;
    }
    return what;
}

task<void> pool::roll_back(pooled_connection& conn)
{
    if (conn.broken())
        co_return;
    try {
        co_await conn.rollback();
    }
    catch (error const&) {
        // The connection is broken now and will be closed; the first error is the one to tell.
    }
}

// Those who met each other must not meet again.
task<void> pool::pause_before_retry(std::size_t attempt)
{
    auto const max_pause = 10 << attempt;
    co_await sleep_for(std::chrono::milliseconds{std::uniform_int_distribution{1, max_pause}(random_)});
}

} // namespace praetor::db
