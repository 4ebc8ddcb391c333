#include <server/services/poll_marker.hpp>

#include <server/base/deadline.hpp>
#include <server/base/error.hpp>
#include <server/base/log.hpp>

#include <exception>
#include <memory>
#include <utility>

namespace praetor::services {
namespace {

constexpr std::chrono::milliseconds between_marks{200};

} // namespace

poll_marker::poll_marker(boost::asio::any_io_executor executor, db::database& store, event_bus& bus)
    : store_(store), bus_(bus), loop_(std::move(executor), "poll_marker", {}, [this] { return paced_step(); })
{}

void poll_marker::push(models::polled_marks const& who)
{
    queues_.insert(who.queues.begin(), who.queues.end());
    deployments_.insert(who.deployments.begin(), who.deployments.end());
    if (!is_empty())
        loop_.wake();
}

task<void> poll_marker::stop()
{
    co_await loop_.stop();
    std::exception_ptr failed;
    try {
        co_await step();
    }
    catch (...) {
        failed = std::current_exception();
    }
    if (failed)
        log::warning(name(), "the last polls are not marked: {}", message_of(failed));
}

task<void> poll_marker::paced_step()
{
    auto const since = std::chrono::steady_clock::now() - marked_;
    if (since < between_marks && !is_empty())
        co_await sleep_for(between_marks - since);
    co_await step();
    marked_ = std::chrono::steady_clock::now();
}

task<void> poll_marker::step()
{
    if (is_empty())
        co_return;
    models::polled_marks who{{queues_.begin(), queues_.end()}, {deployments_.begin(), deployments_.end()}};
    queues_.clear();
    deployments_.clear();
    std::exception_ptr failed;
    try {
        auto events = co_await store_.transaction(models::mark_polled, who);
        for (auto& one : events)
            bus_.publish(std::make_shared<models::event const>(std::move(one)), event_origin::stored);
    }
    catch (...) {
        failed = std::current_exception();
    }
    if (!failed)
        co_return;
    queues_.insert(who.queues.begin(), who.queues.end());
    deployments_.insert(who.deployments.begin(), who.deployments.end());
    std::rethrow_exception(failed);
}

} // namespace praetor::services
