// What polls leave behind: that queues and deployments were polled, and are READY.
#pragma once

#include <models/work_pools/poll_marks.hpp>
#include <server/services/event_bus.hpp>

#include <server/base/periodic.hpp>
#include <server/services/service.hpp>

#include <db/database.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <set>
#include <vector>

namespace praetor::services {

// A poll is answered before it is marked. Marks come in one transaction at a time: polls that come meanwhile, and
// within a fifth of a second after it, are marked together, so that many workers cost no more than one. References must
// outlive it.
class poll_marker final : public service
{
public:
    poll_marker(boost::asio::any_io_executor executor, db::database& store, event_bus& bus);

    // Where the database takes nothing, they come with a later step.
    void push(models::polled_marks const& who);

    std::string_view name() const noexcept override { return loop_.name(); }
    void start() override { loop_.start(); }
    // Marks what was pushed.
    task<void> stop() override;
    std::uint64_t failures() const noexcept override { return loop_.failures(); }

    // Marks what was pushed so far. May be cancelled at any await.
    task<void> step();

private:
    bool is_empty() const noexcept { return queues_.empty() && deployments_.empty(); }
    task<void> paced_step();

    db::database& store_;
    event_bus& bus_;
    std::set<uuid> queues_;
    std::set<uuid> deployments_;
    std::chrono::steady_clock::time_point marked_{};
    periodic loop_;
};

} // namespace praetor::services
