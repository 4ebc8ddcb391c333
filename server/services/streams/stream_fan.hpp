// One stream on its way to the subscribers of this server, in one order, each thing once: what this server takes in
// itself, and what it is told through its queue in the database (decision 0025).
#pragma once

#include <server/base/broadcast.hpp>
#include <server/base/uuid.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <deque>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace praetor::services {

// Told is a shared pointer to something that has an id. Used on the io_context's thread alone.
template <class Message>
class stream_fan
{
public:
    using clock = std::chrono::steady_clock;

    // How long one of this server's own is waited for in the queue.
    static constexpr std::chrono::seconds timeout{2};
    // The same where it was not stored yet when it came; the database may be away.
    static constexpr std::chrono::minutes unstored_timeout{1};

    // Who subscribes hears here, not at the bus.
    broadcast<Message>& subscribers() noexcept { return subscribers_; }

    // Others may come: from now on it is remembered what was told before it was stored.
    void expect_others() noexcept { expects_others_ = true; }

    // Whether this server's own come by the queue, too: then they are told when they come from there, in their order
    // among those of others. Else at once.
    void wait_for_queue(bool waits)
    {
        waits_ = waits;
        if (!waits)
            publish_unstored();
    }

    // Whether own ones come by the queue changes: until settle() it is not known of each, and none is told twice.
    void unsettle()
    {
        unsettled_ = true;
        published_directly_.insert(published_unstored_.begin(), published_unstored_.end());
    }
    // The change is done, what was taken in before it is stored, and the queue was empty since.
    void settle() noexcept
    {
        unsettled_ = false;
        published_directly_.clear();
    }

    // One that this server has taken in. True where it has to come by the queue yet.
    bool take_own(Message const& one, bool is_stored)
    {
        if (waits_) {
            awaited_.insert_or_assign(one->id, own{one, is_stored, clock::now()});
            return true;
        }
        publish_directly(one);
        if (!is_stored && expects_others_)
            remember_unstored(one->id);
        return false;
    }

    // One from the queue; `make` makes it where it is not known here.
    template <class Make>
    void take_queued(uuid const& id, Make make)
    {
        if (published_directly_.erase(id) != 0)
            return;
        auto const found = awaited_.find(id);
        if (found == awaited_.end())
            return subscribers_.publish(make());
        auto const one = std::move(found->second.one);
        awaited_.erase(found);
        subscribers_.publish(one);
    }

    // Tells those that were stored and do not come by the queue, as one does whose transaction ended right before its
    // server was listed.
    void publish_overdue()
    {
        auto const when = clock::now();
        for (auto at = awaited_.begin(); at != awaited_.end();) {
            auto const waited = when - at->second.came;
            bool const is_overdue = at->second.is_stored ? waited >= timeout : waited >= unstored_timeout;
            if (is_overdue && at->second.is_stored)
                publish_directly(at->second.one);
            at = is_overdue ? awaited_.erase(at) : std::next(at);
        }
    }

private:
    struct own
    {
        Message one;
        bool is_stored;
        clock::time_point came;
    };

    // Twice as many as may wait to be stored.
    static constexpr std::size_t max_unstored = 80'000;

    void remember_unstored(uuid const& id)
    {
        published_unstored_.push_back(id);
        if (published_unstored_.size() > max_unstored)
            published_unstored_.pop_front();
    }

    // They are stored when their server is not told of its own any more.
    void publish_unstored()
    {
        std::vector<own> unstored;
        for (auto at = awaited_.begin(); at != awaited_.end();) {
            if (!at->second.is_stored)
                unstored.push_back(at->second);
            at = at->second.is_stored ? std::next(at) : awaited_.erase(at);
        }
        std::ranges::sort(unstored, {}, &own::came);
        for (auto const& one : unstored)
            publish_directly(one.one);
    }

    void publish_directly(Message const& one)
    {
        if (unsettled_)
            published_directly_.insert(one->id);
        subscribers_.publish(one);
    }

    broadcast<Message> subscribers_;
    bool waits_ = false;
    bool unsettled_ = false;
    bool expects_others_ = false;
    std::deque<uuid> published_unstored_;         // the last of them; some may be stored by now
    std::unordered_map<uuid, own> awaited_;       // by their ids
    std::unordered_set<uuid> published_directly_; // since unsettle()
};

} // namespace praetor::services
