// Which clients wrote a moment ago.
#pragma once

#include <chrono>
#include <string>
#include <unordered_map>

namespace praetor::db {

// Remembers each writer for `span` after its last write. One thread.
class recent_writers
{
public:
    using clock = std::chrono::steady_clock;

    explicit recent_writers(clock::duration span) : span_(span) {}

    // The client counts as a writer for the span from `when` on.
    void wrote(std::string const& client, clock::time_point when);
    // Whether the client wrote within the span before `when`.
    bool contains(std::string const& client, clock::time_point when) const;
    std::size_t size() const noexcept { return until_.size(); }

private:
    clock::duration span_;
    std::unordered_map<std::string, clock::time_point> until_;
    std::size_t sweep_at_ = 1024; // entries, then those that are over are taken out
};

} // namespace praetor::db
