#include <server/services/upkeep/due_rows.hpp>

#include <server/services/stored_events.hpp>

#include <server/base/error.hpp>
#include <server/base/log.hpp>

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

} // namespace

due_rows::due_rows(std::string service, event_bus& bus, std::size_t rows_at_once, finder find, settler settle)
    : service_(std::move(service)), bus_(bus), rows_at_once_(rows_at_once), find_(std::move(find)),
      settle_(std::move(settle))
{}

task<void> due_rows::settle(std::function<bool()> stops)
{
    settled_ = 0;
    left_ = 0;
    std::optional<models::due_row> after;
    for (;;) {
        auto const found = co_await find_(after, rows_a_page);
        left_ += std::ssize(found);
        for (std::size_t at = 0; at < found.size() && !stops(); at += rows_at_once_) {
            auto const end = std::min(found.size(), at + rows_at_once_);
            std::vector<uuid> rows;
            for (auto i = at; i < end; ++i)
                rows.push_back(found[i].id);
            co_await settle_these(std::move(rows));
        }
        if (std::ssize(found) < rows_a_page || stops())
            co_return;
        after = found.back();
    }
}

task<void> due_rows::settle_these(std::vector<uuid> rows)
{
    bool const all = co_await try_these(rows);
    if (all)
        co_return;
    if (!concerns_rows(failed_))
        std::rethrow_exception(failed_);
    for (auto const& row : rows) {
        bool const done = co_await try_these({row});
        if (done)
            continue;
        if (!concerns_rows(failed_))
            std::rethrow_exception(failed_);
        auto text = to_string(row) + ": " + message_of(failed_);
        if (text != said_)
            log::error(service_, "{}", text);
        said_ = std::move(text);
    }
}

task<bool> due_rows::try_these(std::vector<uuid> rows)
{
    try {
        auto done = co_await settle_(std::move(rows));
        settled_ += done.value;
        left_ -= done.value;
        publish_stored(bus_, std::move(done.events));
    }
    catch (...) {
        failed_ = std::current_exception();
        co_return false;
    }
    co_return true;
}

} // namespace praetor::services
