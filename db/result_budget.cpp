#include <db/result_budget.hpp>

namespace praetor::db {

result_share& result_share::operator=(result_share&& other) noexcept
{
    if (this != &other) {
        release();
        of_ = std::move(other.of_);
        bytes_ = std::exchange(other.bytes_, 0);
        place_ = std::exchange(other.place_, 0);
        is_read_ = other.is_read_;
    }
    return *this;
}

void result_share::become(std::size_t bytes)
{
    if (of_ != nullptr)
        of_->become(*this, bytes);
}

void result_share::finish()
{
    if (of_ != nullptr)
        of_->finish(*this);
}

bool result_share::must_wait() const
{
    return is_long() && of_->must_wait(*this);
}

void result_share::block(std::atomic<bool> const& stop) const
{
    if (!is_long())
        return;
    std::unique_lock lock{of_->mutex_};
    of_->changed_.wait_for(lock, result_budget::max_wait, [&] { return of_->may_go_on(*this) || stop; });
}

task<void> result_share::wait(std::chrono::milliseconds timeout) const
{
    if (is_long())
        co_await of_->wait(*this, timeout);
}

void result_share::release() noexcept
{
    if (of_ != nullptr)
        of_->release(*this);
    of_.reset();
    bytes_ = 0;
    place_ = 0;
}

std::size_t result_budget::bytes() const
{
    std::lock_guard const lock{mutex_};
    return short_ + unfinished_ + in_hand_;
}

void result_budget::become(result_share& one, std::size_t bytes)
{
    std::lock_guard const lock{mutex_};
    if (one.place_ == 0 && bytes > max_short) {
        short_ -= std::exchange(one.bytes_, 0);
        one.place_ = ++places_;
        unread_.insert(one.place_);
    }
    auto& sum = one.place_ == 0 ? short_ : one.is_read_ ? in_hand_ : unfinished_;
    sum += bytes;
    sum -= std::exchange(one.bytes_, bytes);
}

void result_budget::finish(result_share& one)
{
    if (std::exchange(one.is_read_, true) || one.place_ == 0)
        return;
    bool coroutines = false;
    {
        std::lock_guard const lock{mutex_};
        unread_.erase(one.place_);
        unfinished_ -= one.bytes_;
        in_hand_ += one.bytes_;
        coroutines = waiting_ > 0;
    }
    wake(coroutines); // another one is the first now
}

void result_budget::release(result_share& one) noexcept
{
    bool coroutines = false;
    {
        std::lock_guard const lock{mutex_};
        if (one.place_ == 0)
            short_ -= one.bytes_;
        else if (one.is_read_)
            in_hand_ -= one.bytes_;
        else {
            unread_.erase(one.place_);
            unfinished_ -= one.bytes_;
        }
        coroutines = waiting_ > 0;
    }
    wake(coroutines);
}

bool result_budget::may_go_on(result_share const& one) const
{
    if (is_open_ || one.place_ == 0 || one.is_read_ || unfinished_ + in_hand_ < max_bytes_)
        return true;
    return !unread_.empty() && *unread_.begin() == one.place_ && in_hand_ < max_bytes_;
}

bool result_budget::must_wait(result_share const& one) const
{
    std::lock_guard const lock{mutex_};
    return !may_go_on(one);
}

void result_budget::block_for_short()
{
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return is_open_ || short_ < max_bytes_; });
}

class result_budget::counted_waiter
{
public:
    explicit counted_waiter(result_budget& in) : in_(in)
    {
        std::lock_guard const lock{in_.mutex_};
        ++in_.waiting_;
    }
    counted_waiter(counted_waiter const&) = delete;
    counted_waiter& operator=(counted_waiter const&) = delete;
    ~counted_waiter()
    {
        std::lock_guard const lock{in_.mutex_};
        --in_.waiting_;
    }

private:
    result_budget& in_;
};

task<void> result_budget::wait(result_share const& one, std::chrono::milliseconds timeout)
{
    counted_waiter const here{*this};
    auto const late = std::chrono::steady_clock::now() + timeout;
    for (bool in_time = true; in_time && must_wait(one);)
        in_time = co_await resumes_.wait_until(late);
}

void result_budget::look_again()
{
    {
        std::lock_guard const lock{mutex_}; // who has looked already waits by now
    }
    changed_.notify_all();
}

void result_budget::open()
{
    {
        std::lock_guard const lock{mutex_};
        is_open_ = true;
    }
    changed_.notify_all();
}

void result_budget::wake(bool coroutines)
{
    changed_.notify_all();
    if (coroutines)
        resumes_.notify_all();
}

} // namespace praetor::db
