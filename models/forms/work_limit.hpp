// What one validation may take, since whoever sends a schema chooses how much that is.
#pragma once

#include <models/forms/validator.hpp>

#include <chrono>
#include <cstddef>
#include <ctime>

namespace praetor::models::schemas {

// Counts what the thread does since this was made; every function throws endless where it is too much. A step is a
// schema applied to a value, or less.
class work_limit
{
public:
    // One step of the walk.
    void step()
    {
        if (++steps_ > max_steps)
            throw endless{};
        if (steps_ % steps_between_looks == 0)
            look();
    }

    // Before what may take as long as the document is large.
    void look() const
    {
        if (processor_time() - began_ > max_time)
            throw endless{};
    }

    // A problem that is kept, with so many bytes of words.
    void keep(std::size_t bytes)
    {
        bytes_ += bytes + bytes_of_problem;
        if (bytes_ > max_bytes)
            throw endless{};
        look();
    }

private:
    static constexpr std::size_t max_steps = 2'000'000;
    static constexpr std::size_t steps_between_looks = 256;
    static constexpr std::chrono::milliseconds max_time{1'000}; // of the processor: a busy machine refuses no more
    static constexpr std::size_t max_bytes = std::size_t{64} << 20;
    static constexpr std::size_t bytes_of_problem = 256; // its path and itself

    static std::chrono::nanoseconds processor_time()
    {
        timespec now{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        return std::chrono::seconds{now.tv_sec} + std::chrono::nanoseconds{now.tv_nsec};
    }

    std::chrono::nanoseconds began_ = processor_time();
    std::size_t steps_ = 0;
    std::size_t bytes_ = 0;
};

} // namespace praetor::models::schemas
