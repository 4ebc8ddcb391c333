#include <server/services/upkeep/due_rows.hpp>

#include <server/services/stored_events.hpp>

#include <server/base/error.hpp>
#include <server/base/log.hpp>
#include <server/base/task_group.hpp>

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <utility>

namespace praetor::services {
namespace {

constexpr std::int64_t rows_a_page = 1'000;

// Whether other rows may fare better.
bool concerns_rows(std::exception_ptr const& thrown)
{
    try {
        std::rethrow_exception(thrown);
    }
    catch (error const& refused) {
        return refused.code() != errc::unavailable;
    }
    catch (...) {
        return false;
    }
}

std::deque<std::vector<uuid>> in_batches(std::vector<models::due_row> const& rows, std::size_t size)
{
    std::deque<std::vector<uuid>> batches;
    for (auto const& row : rows) {
        if (batches.empty() || batches.back().size() >= size)
            batches.emplace_back();
        batches.back().push_back(row.id);
    }
    return batches;
}

} // namespace

due_rows::due_rows(std::string service, event_bus& bus, std::size_t rows_at_once, finder find, settler settle,
                   std::size_t workers)
    : service_(std::move(service)), bus_(bus), rows_at_once_(rows_at_once), find_(std::move(find)),
      settle_(std::move(settle)), workers_(workers)
{}

task<void> due_rows::settle(std::function<bool()> stops)
{
    settled_ = 0;
    left_ = 0;
    std::optional<models::due_row> after;
    auto const executor = co_await boost::asio::this_coro::executor;
    for (;;) {
        auto const found = co_await find_(after, rows_a_page);
        left_ += std::ssize(found);
        auto batches = in_batches(found, rows_at_once_);
        task_group workers{executor};
        for (auto more = std::min(workers_, batches.size()); more > 0; --more)
            workers.spawn(settle_batches(&batches, stops));
        co_await workers.join();
        if (std::ssize(found) < rows_a_page || stops())
            co_return;
        after = found.back();
    }
}

task<void> due_rows::settle_batches(std::deque<std::vector<uuid>>* batches, std::function<bool()> stops)
{
    while (!batches->empty() && !stops()) {
        auto rows = std::move(batches->front());
        batches->pop_front();
        co_await settle_these(std::move(rows));
    }
}

task<void> due_rows::settle_these(std::vector<uuid> rows)
{
    auto const failed = co_await try_these(rows);
    if (!failed)
        co_return;
    if (!concerns_rows(failed))
        std::rethrow_exception(failed);
    for (auto const& row : rows) {
        auto const alone = co_await try_these({row});
        if (!alone)
            continue;
        if (!concerns_rows(alone))
            std::rethrow_exception(alone);
        auto text = to_string(row) + ": " + message_of(alone);
        if (text != said_)
            log::error(service_, "{}", text);
        said_ = std::move(text);
    }
}

task<std::exception_ptr> due_rows::try_these(std::vector<uuid> rows)
{
    try {
        auto done = co_await settle_(std::move(rows));
        settled_ += done.value;
        left_ -= done.value;
        publish_stored(bus_, std::move(done.events));
    }
    catch (...) {
        co_return std::current_exception();
    }
    co_return nullptr;
}

} // namespace praetor::services
