#include <server/services/streams/live_queue.hpp>

#include <algorithm>
#include <utility>

namespace praetor::services {

namespace {

struct totals
{
    std::size_t ids = 0;
    std::size_t queues = 0; // that have some
};

thread_local totals all;

} // namespace

live_queue::~live_queue()
{
    all.ids -= ids_.size();
    all.queues -= ids_.empty() ? 0 : 1;
}

void live_queue::push(uuid id, std::shared_ptr<std::string const> const& text)
{
    if (is_closed())
        return;
    // Once an id stands in the queue, the texts behind it would only be held longer.
    if (ids_.empty() && texts_.size() < limits_.texts && bytes_ + text->size() <= limits_.bytes) {
        texts_.push_back({id, text});
        bytes_ += text->size();
    }
    else if (has_room_for_id()) {
        all.queues += ids_.empty() ? 1 : 0;
        ++all.ids;
        ids_.push_back(id);
    }
    else
        close("Too much waits for this subscriber");
    filled_.notify_one();
}

void live_queue::close(std::string_view why)
{
    if (!is_closed())
        why_closed_ = why;
    filled_.notify_one();
}

bool live_queue::has_room_for_id() const noexcept
{
    if (ids_.size() >= limits_.ids)
        return false;
    return all.ids < limits_.all_ids || ids_.size() < limits_.all_ids / std::max<std::size_t>(all.queues, 1);
}

live_queue::entry live_queue::pop()
{
    if (!texts_.empty()) {
        auto first = std::move(texts_.front());
        texts_.pop_front();
        bytes_ -= first.text->size();
        return first;
    }
    entry first{ids_.front(), nullptr};
    ids_.pop_front();
    --all.ids;
    all.queues -= ids_.empty() ? 1 : 0;
    return first;
}

task<void> live_queue::wait()
{
    while (empty() && !is_closed())
        co_await filled_.wait();
}

} // namespace praetor::services
