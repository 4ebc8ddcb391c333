// Events from sockets that break a rule: counted, and told of in the log without flooding it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace praetor::services {

// Used on the io_context's thread alone.
class event_refusals
{
public:
    // `kind` is one of a few, never a word of the client's; `why` is for the log, which is told of each kind once a
    // second.
    void note(std::string_view kind, std::string_view why);

    // How many there were of each kind.
    std::map<std::string, std::uint64_t, std::less<>> counts() const;

private:
    struct refused
    {
        std::uint64_t count = 0;
        std::uint64_t unsaid = 0; // since the last that the log was told of
        std::chrono::steady_clock::time_point said_at{};
    };

    std::map<std::string, refused, std::less<>> kinds_;
};

} // namespace praetor::services
