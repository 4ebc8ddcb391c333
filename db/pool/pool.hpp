// A pool of connections: a size, an overflow, a fair queue. One thread, no locks. The connection used last
// is handed out first, so that a quiet server keeps few of them warm. What becomes of each is pool_node's to say.
#pragma once

#include <db/database.hpp>
#include <db/options.hpp>
#include <db/pool/connector.hpp>
#include <db/pool/pool_node.hpp>
#include <db/statistics.hpp>

#include <server/base/signal.hpp>

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

namespace praetor::db {

// Shared by its owner and by whoever uses one of its connections, so a connection never outlives its pool.
class pool : public std::enable_shared_from_this<pool>
{
public:
    // Throws as `connect_with` does. Connects when somebody asks.
    pool(boost::asio::any_io_executor executor, options how, make_connector connect_with);

    // What its connections do now, and did since the start.
    pool_statistics statistics() const;

    // Refuses whoever waits or asks from now on, and closes what nobody uses; a connection in use is closed when it is
    // given back. Returns at once.
    void refuse();
    // refuse(), then waits for the connections in use; those that take too long are interrupted. A cancelled close()
    // throws operation_aborted and leaves the pool as refuse() does.
    task<void> close();

    // As database::perform. The pool that is given lives until the end of it.
    static task<void> perform(std::shared_ptr<pool> in, database::access mode, database::job& work);

private:
    // A slot among the size and the overflow, and its connection once it has one.
    struct slot
    {
        explicit slot(pool_clock::time_point now) : node(now) {}
        pool_node node;
        std::unique_ptr<pooled_connection> held;
    };
    using slots = std::list<slot>;

    // Gives the slot back, whichever way its use ended, and keeps the pool until then.
    class lease
    {
    public:
        lease(std::shared_ptr<pool> owner, slots::iterator at) : owner_(std::move(owner)), at_(at) {}
        lease(lease&& from) noexcept = default;
        lease& operator=(lease&&) = delete;
        ~lease()
        {
            if (owner_ != nullptr)
                owner_->release(at_);
        }
        pooled_connection& operator*() const { return *at_->held; }
        slot& at() const { return *at_; }

    private:
        std::shared_ptr<pool> owner_; // null: moved from
        slots::iterator at_;
    };

    // One who waits for a slot, in the frame of its coroutine; it leaves the queue with it.
    class waiter
    {
    public:
        explicit waiter(pool& in);
        waiter(waiter const&) = delete;
        waiter& operator=(waiter const&) = delete;
        ~waiter();

        signal wakes;
        std::optional<lease> given;

    private:
        pool& in_;
    };

    failure judge(pooled_connection const& conn, std::exception_ptr const& thrown);
    task<void> roll_back(pooled_connection& conn);
    task<void> pause_before_retry(std::size_t attempt);

    task<lease> acquire();
    task<lease> wait_for_slot(pool_clock::time_point late);
    bool is_refused(slot const* but = nullptr) const;
    task<bool> is_alive(slot& at);
    task<bool> connect(slot& at);
    void release(slots::iterator at);
    void hand_on(slots::iterator at);
    void drop(slots::iterator at);
    void note_away(std::string_view message);
    void note_exhausted();

    void watch();
    void look_after();
    bool needs_watch() const noexcept;

    boost::asio::any_io_executor executor_;
    options options_;
    std::unique_ptr<connector> const connector_;
    std::shared_ptr<result_budget>
        results_; // of reads; what transactions read is not bounded, for others wait for their locks
    pool_limits limits_;
    std::size_t max_; // slots
    slots slots_;
    std::vector<slots::iterator> idle_; // the one used last at the end
    std::deque<waiter*> waiters_;
    boost::asio::steady_timer watch_; // looks after connections while any is in use
    signal drained_;                  // a closed pool has no connection left
    bool watching_ = false;
    bool closed_ = false;
    std::optional<pool_clock::time_point> away_since_;
    pool_clock::time_point refused_{}; // a connection was
    pool_clock::time_point exhaustion_logged_{};
    std::minstd_rand random_;
    pool_statistics counted_;
};

} // namespace praetor::db
