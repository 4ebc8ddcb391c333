// What the connections of one server share: they count it together, so that together they stay within bounds.
#pragma once

#include <cstddef>
#include <cstdint>

namespace praetor::http {

// Used on the io_context's thread; outlives its sessions.
struct traffic
{
    std::uint64_t requests = 0; // since the start
    std::size_t asked = 0;      // bytes of requests that are read or answered
    std::size_t answered = 0;   // bytes of long answers that are sent
};

// What one connection has of such a sum; gives it back at its end.
class share_of
{
public:
    explicit share_of(std::size_t& sum) : sum_(sum) {}
    ~share_of() { sum_ -= bytes_; }
    share_of(share_of const&) = delete;
    share_of& operator=(share_of const&) = delete;

    // Has so many from now on, instead of what it had.
    void become(std::size_t bytes)
    {
        sum_ += bytes;
        sum_ -= bytes_;
        bytes_ = bytes;
    }
    std::size_t bytes() const noexcept { return bytes_; }

private:
    std::size_t& sum_;
    std::size_t bytes_ = 0;
};

} // namespace praetor::http
