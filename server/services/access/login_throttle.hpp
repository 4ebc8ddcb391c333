// How often an address may be wrong about who it is.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

namespace praetor::services {

// An address has `burst` failures, and gets one back each second; of IPv6 it is the network of 64 bits, which one
// client has to itself. A burst of 0 slows nobody. It forgets those that have all of theirs, and holds no more than
// `max_addresses` in any case. One thread.
class login_throttle
{
public:
    using clock = std::chrono::steady_clock;

    static constexpr std::size_t max_addresses = 10'000;

    explicit login_throttle(int burst) : burst_(burst) {}

    int burst() const noexcept { return burst_; }

    // How long it has to wait until it may try; zero where it may. `peer` is the text of an address.
    std::chrono::seconds wait_of(std::string_view peer, clock::time_point when) const;

    // It was wrong. True where it has to wait from now on.
    bool failed(std::string_view peer, clock::time_point when);

    std::size_t size() const noexcept { return all_.size(); }

private:
    struct failures
    {
        double count = 0;
        clock::time_point at;
    };

    void make_room(clock::time_point when);

    int burst_;
    std::unordered_map<std::string, failures> all_;
    clock::time_point swept_;
};

} // namespace praetor::services
