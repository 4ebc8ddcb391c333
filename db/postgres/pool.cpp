#include <db/postgres/pool.hpp>

#include <server/base/error.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace praetor::db::postgres {
namespace {

constexpr auto overflow_idles = std::chrono::minutes{1};

} // namespace

pool::pool(boost::asio::any_io_executor executor, options how) : executor_(std::move(executor)), how_(std::move(how)) {}

task<void> pool::close()
{
    closed_ = true;
    open_ -= idle_.size();
    idle_.clear();
    for (auto const& one : waiters_)
        one->wakes.cancel();
    co_return;
}

bool pool::usable(idle const& one, std::chrono::steady_clock::time_point when) const
{
    if (one.held->broken())
        return false;
    return how_.recycle.count() <= 0 || when - one.held->born() < how_.recycle;
}

void pool::left()
{
    --open_;
    if (waiters_.empty() || closed_)
        return;
    // Its place is free: the first in the queue makes a connection of its own.
    auto const next = waiters_.front();
    waiters_.pop_front();
    next->may_connect = true;
    ++open_;
    next->wakes.cancel();
}

void pool::give_back(std::unique_ptr<connection> held)
{
    auto const when = std::chrono::steady_clock::now();
    idle one{std::move(held), when};
    if (closed_ || !usable(one, when)) {
        one.held.reset();
        left();
        return;
    }
    if (!waiters_.empty()) {
        auto const next = waiters_.front();
        waiters_.pop_front();
        next->given = std::move(one.held);
        next->wakes.cancel();
        return;
    }
    idle_.push_back(std::move(one));
    // The one that has idled longest lies at the bottom; beyond the size it goes after a while.
    if (open_ > how_.pool_size && when - idle_.front().since > overflow_idles) {
        idle_.erase(idle_.begin());
        --open_;
    }
}

task<std::unique_ptr<connection>> pool::connect_counted()
{
    // The place is counted already; it is free again where no connection comes of it.
    std::exception_ptr failed;
    try {
        auto made = co_await connection::connect(executor_, how_);
        co_return made;
    }
    catch (...) {
        failed = std::current_exception();
    }
    left();
    std::rethrow_exception(failed);
}

task<pool::lease> pool::acquire()
{
    auto const when = std::chrono::steady_clock::now();
    while (!idle_.empty()) {
        auto one = std::move(idle_.back());
        idle_.pop_back();
        if (usable(one, when))
            co_return lease{*this, std::move(one.held)};
        --open_;
    }
    if (closed_)
        throw error{errc::unavailable, "the database is being closed"};
    if (open_ < how_.pool_size + how_.pool_overflow) {
        ++open_;
        auto made = co_await connect_counted();
        co_return lease{*this, std::move(made)};
    }

    auto const mine = std::make_shared<waiter>(waiter{boost::asio::steady_timer{executor_}, nullptr, false});
    if (how_.acquire_timeout.count() > 0)
        mine->wakes.expires_after(how_.acquire_timeout);
    else
        mine->wakes.expires_at(std::chrono::steady_clock::time_point::max());
    waiters_.push_back(mine);
    // A cancelled wait is the good end: it was given what it waits for.
    static_cast<void>(co_await mine->wakes.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable)));
    if (mine->given)
        co_return lease{*this, std::move(mine->given)};
    if (mine->may_connect) {
        auto made = co_await connect_counted();
        co_return lease{*this, std::move(made)};
    }
    std::erase(waiters_, mine);
    throw error{errc::unavailable, closed_ ? "the database is being closed"
                                           : "no database connection was free within " +
                                                 std::to_string(how_.acquire_timeout.count()) + " ms"};
}

task<void> pool::perform(access mode, job& work)
{
    auto held = co_await acquire();
    auto& conn = *held;
    std::exception_ptr failed;
    try {
        if (mode == access::write)
            conn.begin();
        co_await work.run(conn);
        if (mode == access::write)
            co_await conn.commit();
        else
            co_await conn.finish();
        co_return;
    }
    catch (...) {
        failed = std::current_exception();
    }
    if (mode == access::write && !conn.broken()) {
        try {
            co_await conn.rollback();
        }
        catch (error const&) {
            // The connection is broken now and will be closed; the first error is the one to tell.
        }
    }
    std::rethrow_exception(failed);
}

} // namespace praetor::db::postgres
