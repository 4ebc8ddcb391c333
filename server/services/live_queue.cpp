#include <server/services/live_queue.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace praetor::services {

live_queue::live_queue(boost::asio::any_io_executor executor) : live_queue(std::move(executor), bounds{}) {}

live_queue::live_queue(boost::asio::any_io_executor executor, bounds limits)
    : limits_(limits), wakes_(std::move(executor), std::chrono::steady_clock::time_point::max())
{}

void live_queue::push(uuid id, std::shared_ptr<std::string const> const& text)
{
    if (overflowed_ || closed_)
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
    wakes_.cancel();
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
    while (entries_.empty() && !closed_ && !overflowed_)
        static_cast<void>(co_await wakes_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable)));
}

void live_queue::close()
{
    closed_ = true;
    wakes_.cancel();
}

} // namespace praetor::services
