// Values that are asked for on every request and seldom change, kept for a while.
#pragma once

#include <server/base/signal.hpp>
#include <server/base/task.hpp>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>

#include <chrono>
#include <cstdint>
#include <exception>
#include <list>
#include <memory>
#include <unordered_map>
#include <utility>

namespace praetor {

struct cache_counts
{
    std::uint64_t hits = 0;
    std::uint64_t misses = 0; // loads; those who waited for somebody else's load are hits
    std::uint64_t evictions = 0;
};

// At most `capacity` values, each for `lifetime` after it was loaded; the one asked for longest ago goes first. Where
// many ask for the same absent key, one loads and the others wait for it. One thread. Never for the state of a run.
template <class Key, class Value>
class ttl_cache
{
public:
    using clock = std::chrono::steady_clock;

    ttl_cache(std::size_t capacity, clock::duration lifetime) : capacity_(capacity), lifetime_(lifetime) {}

    // The value of the key, loaded by `load(key)`, a function that gives task<Value>, where it is not kept. What the
    // load throws goes to everybody who waits for it and is not kept. A value that is forgotten while it is loaded is
    // given, and not kept either. Where the caller is cancelled it throws what its load or its wait throws then, and
    // another one that waits loads in its place. The cache outlives its callers.
    template <class Load>
    task<Value> get(Key key, Load load)
    {
        for (;;) {
            auto const known = entries_.find(key);
            if (known == entries_.end())
                break;
            auto const entry = known->second;
            if (entry->loading) {
                while (entry->loading)
                    co_await entry->ready.wait();
                if (entry->abandoned)
                    continue;
                if (entry->failed)
                    std::rethrow_exception(entry->failed);
                ++counts_.hits;
                co_return entry->value;
            }
            if (clock::now() < entry->until) {
                ++counts_.hits;
                uses_.splice(uses_.begin(), uses_, entry->use);
                co_return entry->value;
            }
            drop(known);
        }
        ++counts_.misses;
        auto const entry = std::make_shared<one>();
        uses_.push_front(key);
        entry->use = uses_.begin();
        entries_.insert_or_assign(key, entry);
        shrink();
        try {
            auto made = co_await load(key);
            entry->value = std::move(made);
        }
        catch (...) {
            entry->failed = std::current_exception();
        }
        auto const mine = co_await boost::asio::this_coro::cancellation_state;
        entry->abandoned = entry->failed && mine.cancelled() != boost::asio::cancellation_type::none;
        entry->loading = false;
        entry->until = clock::now() + lifetime_;
        entry->ready.notify_all();
        if (entry->failed) {
            forget(key, entry);
            std::rethrow_exception(entry->failed);
        }
        co_return entry->value;
    }

    // What is under way for the key is given to those who wait and not kept.
    void forget(Key const& key)
    {
        if (auto const known = entries_.find(key); known != entries_.end())
            drop(known);
    }
    void clear()
    {
        entries_.clear();
        uses_.clear();
    }

    std::size_t size() const noexcept { return entries_.size(); }
    cache_counts const& counts() const noexcept { return counts_; }

private:
    struct one
    {
        Value value{};
        std::exception_ptr failed;
        bool loading = true;
        bool abandoned = false; // whoever loaded it was cancelled
        clock::time_point until{};
        signal ready; // the load has ended
        typename std::list<Key>::iterator use;
    };
    using entries = std::unordered_map<Key, std::shared_ptr<one>>;

    void drop(typename entries::iterator at)
    {
        uses_.erase(at->second->use);
        entries_.erase(at);
    }
    void forget(Key const& key, std::shared_ptr<one> const& entry)
    {
        auto const known = entries_.find(key);
        if (known != entries_.end() && known->second == entry)
            drop(known);
    }
    void shrink()
    {
        while (entries_.size() > capacity_) {
            ++counts_.evictions;
            drop(entries_.find(uses_.back()));
        }
    }

    std::size_t capacity_;
    clock::duration lifetime_;
    entries entries_;
    std::list<Key> uses_; // asked for last, first
    cache_counts counts_;
};

} // namespace praetor
