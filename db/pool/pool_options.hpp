// How many connections a pool keeps, and how it treats them.
#pragma once

#include <chrono>
#include <cstddef>
#include <limits>

namespace praetor::db {

// Durations of zero mean no limit.
struct pool_options
{
    static constexpr auto unlimited = std::numeric_limits<std::size_t>::max();

    std::size_t pool_size = 5;      // or unlimited
    std::size_t pool_overflow = 10; // connections beyond, closed when they have idled a minute; or unlimited
    std::chrono::milliseconds acquire_timeout{30'000};
    std::chrono::milliseconds connect_timeout{5'000};
    std::chrono::milliseconds statement_timeout{10'000};
    std::chrono::seconds recycle{3'600};         // a connection's life, shortened or lengthened by up to a tenth
    std::chrono::milliseconds ping_after{5'000}; // what idled longer is asked before it is handed out
    std::size_t retries = 2;                     // of a transaction that surely left nothing: see pool/failure.hpp
};

} // namespace praetor::db
