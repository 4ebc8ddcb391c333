#include <server/base/memory_budget.hpp>

#include <server/base/error.hpp>

#include <algorithm>

namespace praetor {

memory_budget::share& memory_budget::share::operator=(share&& other) noexcept
{
    if (this != &other) {
        shrink(0);
        of_ = std::exchange(other.of_, nullptr);
        bytes_ = std::exchange(other.bytes_, 0);
    }
    return *this;
}

void memory_budget::share::shrink(std::size_t bytes) noexcept
{
    if (bytes >= bytes_)
        return;
    of_->held_ -= bytes_ - bytes;
    bytes_ = bytes;
    of_->changed_.notify_all();
}

class memory_budget::place
{
public:
    explicit place(memory_budget& in) : in_(in), at_(in.waiting_.insert(in.waiting_.end(), this)) {}
    place(place const&) = delete;
    place& operator=(place const&) = delete;
    ~place()
    {
        in_.waiting_.erase(at_);
        in_.changed_.notify_all();
    }

    bool is_first() const noexcept { return in_.waiting_.front() == this; }

private:
    memory_budget& in_;
    std::list<place const*>::iterator at_;
};

task<memory_budget::share> memory_budget::take(std::size_t bytes, std::chrono::milliseconds timeout)
{
    bytes = std::min(bytes, max_bytes_);
    auto const late = std::chrono::steady_clock::now() + timeout;
    place const mine{*this};
    for (bool in_time = true; !mine.is_first() || held_ + bytes > max_bytes_;) {
        if (!in_time)
            throw error{errc::unavailable, "too much memory is in use"};
        in_time = co_await changed_.wait_until(late);
    }
    held_ += bytes;
    co_return share{*this, bytes};
}

} // namespace praetor
