// The pool of PostgreSQL connections: a size, an overflow, a fair queue. One thread, no locks. The connection used last
// is handed out first, so that a quiet server keeps few of them warm. What becomes of each is pool_node's to say.
#pragma once

#include <db/database.hpp>
#include <db/dialects/postgresql/canceller.hpp>
#include <db/dialects/postgresql/connection.hpp>
#include <db/dialects/postgresql/connector.hpp>
#include <db/dialects/postgresql/pool_node.hpp>
#include <db/options.hpp>
#include <db/statistics.hpp>

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <deque>
#include <list>
#include <memory>
#include <optional>
#include <random>
#include <string_view>
#include <utility>
#include <vector>

namespace praetor::db::postgresql {

class pool final : public database
{
public:
    // Throws error{errc::bad_setting} for what can not work. Connects when somebody asks.
    pool(boost::asio::any_io_executor executor, options how);

    dialect kind() const noexcept override { return dialect::postgresql; }
    pool_statistics statistics() const override;
    task<void> close() override;
    task<void> perform(access mode, job& work) override;

private:
    // A place among the size and the overflow, and its connection once it has one.
    struct place
    {
        explicit place(pool_clock::time_point now) : node(now) {}
        pool_node node;
        std::unique_ptr<connection> held;
    };
    using places = std::list<place>;

    // One who waits for a place; the timer never expires but for its deadline.
    struct waiter
    {
        boost::asio::steady_timer wakes;
        places::iterator given{};
        bool has = false;
    };

    // Gives the place back, whichever way its use ended.
    class lease
    {
    public:
        lease(pool& owner, places::iterator at) : owner_(&owner), at_(at) {}
        lease(lease&& from) noexcept : owner_(std::exchange(from.owner_, nullptr)), at_(from.at_) {}
        lease& operator=(lease&&) = delete;
        ~lease()
        {
            if (owner_ != nullptr)
                owner_->release(at_);
        }
        connection& operator*() const { return *at_->held; }
        place& at() const { return *at_; }

    private:
        pool* owner_;
        places::iterator at_;
    };

    failure judge(connection const& conn, std::exception_ptr const& thrown);
    task<void> roll_back(connection& conn);
    task<void> pause_before_retry(std::size_t attempt);

    task<lease> acquire();
    task<lease> wait_for_place();
    task<bool> is_alive(place& at);
    task<void> connect(place& at);
    void release(places::iterator at);
    void hand_on(places::iterator at);
    void drop(places::iterator at);
    void note_away(std::string_view message);
    void note_exhausted();

    void watch();
    void look_after();
    bool needs_watch() const noexcept;

    boost::asio::any_io_executor executor_;
    options options_;
    connector connector_;
    canceller canceller_;
    pool_limits limits_;
    std::size_t most_; // places
    places places_;
    std::vector<places::iterator> idle_; // the one used last at the end
    std::deque<std::shared_ptr<waiter>> waiters_;
    boost::asio::steady_timer watch_;   // looks after connections while any is in use
    boost::asio::steady_timer drained_; // never expires; close() waits for it
    bool watching_ = false;
    bool closed_ = false;
    std::optional<pool_clock::time_point> away_since_;
    pool_clock::time_point exhaustion_logged_{};
    std::minstd_rand random_;
    pool_statistics counted_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true); // for handlers that may come too late
};

} // namespace praetor::db::postgresql
