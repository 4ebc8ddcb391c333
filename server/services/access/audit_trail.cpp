#include <server/services/access/audit_trail.hpp>

#include <server/services/stored_events.hpp>

#include <server/base/deadline.hpp>
#include <server/base/error.hpp>
#include <server/base/log.hpp>

#include <algorithm>
#include <exception>
#include <iterator>
#include <utility>

namespace praetor::services {
namespace {

constexpr std::ptrdiff_t batch_size = 500;
constexpr auto deletion_interval = std::chrono::hours{1};
constexpr auto stop_time = std::chrono::seconds{3};

} // namespace

audit_trail::audit_trail(boost::asio::any_io_executor executor, db::database& store, event_bus& bus, duration retention)
    : store_(store), bus_(bus), retention_(retention),
      loop_(std::move(executor), "audit", {.interval = flush_interval}, [this] { return step(); })
{}

void audit_trail::add(models::audit_entry entry)
{
    if (waiting_.size() >= max_waiting) {
        ++dropped_;
        return;
    }
    waiting_.push_back(std::move(entry));
}

task<void> audit_trail::stop()
{
    co_await loop_.stop();
    std::exception_ptr failed;
    try {
        co_await with_deadline(stop_time, store_waiting(), "the database took no audit entries in time");
    }
    catch (...) {
        failed = std::current_exception();
    }
    if (failed)
        log::error("audit", "{} entries are lost: {}", waiting_.size(), message_of(failed));
}

task<void> audit_trail::step()
{
    co_await store_waiting();
    co_await delete_old();
}

task<void> audit_trail::store_waiting()
{
    while (!waiting_.empty()) {
        auto const count = std::min(batch_size, std::ssize(waiting_));
        std::vector<models::audit_entry> batch(waiting_.begin(), waiting_.begin() + count);
        auto events = co_await store_.transaction(models::store_audit, std::move(batch));
        waiting_.erase(waiting_.begin(), waiting_.begin() + count);
        publish_stored(bus_, std::move(events));
    }
    if (dropped_ > 0)
        log::error("audit", "{} changes are not told: more than {} waited for the database", std::exchange(dropped_, 0),
                   max_waiting);
}

task<void> audit_trail::delete_old()
{
    constexpr std::int64_t at_a_time = 1'000;
    auto const when = std::chrono::steady_clock::now();
    if (retention_ <= duration{} || when < next_deletion_)
        co_return;
    next_deletion_ = when + deletion_interval;
    for (std::int64_t gone = at_a_time; gone == at_a_time && !loop_.is_stopping();)
        gone = co_await store_.transaction(models::delete_audit, now() - retention_, at_a_time);
}

} // namespace praetor::services
