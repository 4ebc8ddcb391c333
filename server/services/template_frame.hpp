// What the server and its template worker send each other, over a socket of this machine: a head and so many bytes.
#pragma once

#include <cstddef>
#include <cstdint>

namespace praetor::services {

struct template_frame
{
    std::uint32_t size = 0;    // bytes behind the head, at most max_size
    std::uint32_t is_last = 0; // of an answer: not 0 where the worker ends behind it

    static constexpr std::size_t max_size = std::size_t{64} << 20;
};

} // namespace praetor::services
