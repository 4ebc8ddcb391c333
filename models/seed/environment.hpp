// The sets of made-up content that a database can be seeded with.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace praetor::models::seed {

struct environment
{
    std::string_view name;
    std::int64_t runs;           // unless asked otherwise
    int flows;                   // each with two deployments
    int days;                    // that the runs are spread over, up to now
    std::int64_t detailed_every; // one run in so many has task runs and logs
    int task_runs;               // of a detailed run
    std::int64_t reported_every; // one run in so many has an artifact
    std::int64_t events_every;   // of the last week's runs, one in so many has events of its states
};

// development: enough to look at; demo: a team's month; load: a million runs.
inline constexpr environment environments[]{{"development", 100, 4, 7, 1, 4, 5, 1},
                                            {"demo", 5'000, 12, 30, 1, 5, 10, 1},
                                            {"load", 1'000'000, 24, 30, 10, 3, 50, 10}};

// Nothing where none has the name.
constexpr environment const* find_environment(std::string_view name)
{
    for (auto const& one : environments)
        if (one.name == name)
            return &one;
    return nullptr;
}

} // namespace praetor::models::seed
