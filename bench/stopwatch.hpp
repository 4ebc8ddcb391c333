// Time and the server's processor time between two points, for the cases that are no closed or open loop.
#pragma once

#include <bench/options.hpp>
#include <bench/process_usage.hpp>

#include <chrono>

namespace praetor::bench {

class stopwatch
{
public:
    explicit stopwatch(options const& wanted) : wanted_{wanted}, before_{server()}, start_{clock::now()} {}

    double seconds() const { return std::chrono::duration<double>{clock::now() - start_}.count(); }

    // Microseconds of the server's processor time so far, over `units`.
    double server_cpu_us(double units) const
    {
        auto const spent = server().processor - before_.processor;
        return units > 0 ? static_cast<double>(spent.count()) / units : 0.0;
    }

private:
    using clock = std::chrono::steady_clock;

    usage server() const { return wanted_.server ? usage_of_tree(*wanted_.server) : usage{}; }

    options const& wanted_; // outlives the stopwatch
    usage before_;
    clock::time_point start_;
};

} // namespace praetor::bench
