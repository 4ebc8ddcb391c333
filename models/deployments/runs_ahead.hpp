// How many runs of a schedule clients may ask to have ahead.
#pragma once

#include <server/base/json/constrained.hpp>

#include <cstdint>

namespace praetor::models {

// While one lives, documents that this thread reads may ask for `max_runs` runs of a schedule; without one for any
// number. It must not live across a suspension.
class runs_ahead_bound
{
public:
    explicit runs_ahead_bound(std::int64_t max_runs);
    ~runs_ahead_bound();
    runs_ahead_bound(runs_ahead_bound const&) = delete;
    runs_ahead_bound& operator=(runs_ahead_bound const&) = delete;

private:
    std::int64_t before_;
};

struct runs_ahead_rule
{
    static bool check(std::int64_t value, boost::json::value const& from, json::problems& found);
    static void describe(boost::json::object& schema);
};
using runs_ahead = json::constrained<std::int64_t, runs_ahead_rule>;

} // namespace praetor::models
