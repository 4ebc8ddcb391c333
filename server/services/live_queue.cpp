#include <server/services/live_queue.hpp>

#include <utility>

namespace praetor::services {

void live_queue::push(uuid id, std::shared_ptr<std::string const> const& text)
{
    if (overflowed_)
        return;
    // Once an id stands in the queue, the texts behind it would only be held longer.
    bool const keeps_text =
        texts_ == entries_.size() && texts_ < limits_.texts && bytes_ + text->size() <= limits_.bytes;
    if (keeps_text) {
        entries_.push_back({id, text});
        ++texts_;
        bytes_ += text->size();
    }
    else if (entries_.size() - texts_ < limits_.ids)
        entries_.push_back({id, nullptr});
    else
        overflowed_ = true;
    filled_.notify_one();
}

live_queue::entry live_queue::pop()
{
    auto first = std::move(entries_.front());
    entries_.pop_front();
    if (first.text) {
        --texts_;
        bytes_ -= first.text->size();
    }
    return first;
}

task<void> live_queue::wait()
{
    while (entries_.empty() && !overflowed_)
        co_await filled_.wait();
}

} // namespace praetor::services
