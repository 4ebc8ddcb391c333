// The pool of PostgreSQL connections: a size, an overflow, a fair queue. One thread, no locks. The connection used last
// is handed out first, so that a quiet server keeps few of them warm.
#pragma once

#include <db/database.hpp>
#include <db/postgres/connection.hpp>

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <deque>
#include <memory>
#include <vector>

namespace praetor::db::postgres {

class pool final : public database
{
public:
    pool(boost::asio::any_io_executor executor, options how);

    dialect kind() const noexcept override { return dialect::postgresql; }
    task<void> close() override;

private:
    struct idle
    {
        std::unique_ptr<connection> held;
        std::chrono::steady_clock::time_point since;
    };

    // One who waits for a connection; the timer never expires but for its deadline.
    struct waiter
    {
        boost::asio::steady_timer wakes;
        std::unique_ptr<connection> given;
        bool may_connect = false;
    };

    // Gives the connection back, whichever way its use ended.
    class lease
    {
    public:
        lease(pool& owner, std::unique_ptr<connection> held) : owner_(&owner), held_(std::move(held)) {}
        lease(lease&&) noexcept = default;
        lease& operator=(lease&&) = delete;
        ~lease()
        {
            if (held_)
                owner_->give_back(std::move(held_));
        }
        connection& operator*() const { return *held_; }

    private:
        pool* owner_;
        std::unique_ptr<connection> held_;
    };

    task<void> perform(access mode, job& work) override;
    task<lease> acquire();
    task<std::unique_ptr<connection>> connect_counted();
    void give_back(std::unique_ptr<connection> held);
    void left();
    bool usable(idle const& one, std::chrono::steady_clock::time_point when) const;

    boost::asio::any_io_executor executor_;
    options how_;
    std::vector<idle> idle_;
    std::deque<std::shared_ptr<waiter>> waiters_;
    std::size_t open_ = 0; // connections that are idle, in use or being made
    bool closed_ = false;
};

} // namespace praetor::db::postgres
