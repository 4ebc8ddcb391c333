// What waits for one slow or quick subscriber: texts that all subscribers share, and beyond a bound only the ids of
// what they tell, to be read again from the database. So nothing is lost and nothing grows.
#pragma once

#include <server/base/signal.hpp>
#include <server/base/task.hpp>
#include <server/base/uuid.hpp>

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

namespace praetor::services {

// Belongs to one subscriber; used on the io_context's thread alone.
class live_queue
{
public:
    struct bounds
    {
        std::size_t texts = 4'096;
        std::size_t bytes = 16 * 1024 * 1024;
        std::size_t ids = 1'000'000;
        // Of all queues with ids together, 16 bytes each: beyond it none may have more than its share.
        std::size_t all_ids = 4'000'000;
    };

    struct entry
    {
        uuid id;
        std::shared_ptr<std::string const> text; // null: only the id was kept
    };

    live_queue() = default;
    explicit live_queue(bounds limits) : limits_(limits) {}
    live_queue(live_queue const&) = delete;
    live_queue& operator=(live_queue const&) = delete;
    ~live_queue();

    // After the last bound the queue is closed.
    void push(uuid id, std::shared_ptr<std::string const> const& text);
    // It takes nothing more; what it holds can be taken yet, then the subscriber has to go. `why` is told to the
    // subscriber; a literal. A queue that is closed stays so for its first reason.
    void close(std::string_view why);
    bool is_closed() const noexcept { return !why_closed_.empty(); }
    std::string_view why_closed() const noexcept { return why_closed_; }

    bool empty() const noexcept { return texts_.empty() && ids_.empty(); }
    // Of what comes first, only the id was kept.
    bool has_id_first() const noexcept { return texts_.empty() && !ids_.empty(); }
    // Takes the first entry; there must be one.
    entry pop();

    // Returns when something waits, or the queue is closed. Cancellation ends it with operation_aborted.
    task<void> wait();

private:
    bool has_room_for_id() const noexcept;

    bounds limits_;
    std::deque<entry> texts_;
    std::deque<uuid> ids_; // behind all texts
    std::size_t bytes_ = 0;
    signal filled_;
    std::string_view why_closed_; // empty: it is not
};

} // namespace praetor::services
