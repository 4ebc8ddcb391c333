// Schedules as clients send them, and their dates as text.
#pragma once

#include <models/schedules/schedule.hpp>

#include <server/base/json/parse.hpp>

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::test {

inline timestamp at(std::string_view text)
{
    return parse_timestamp(text).value();
}

inline models::schedule schedule_of(std::string_view text)
{
    models::schedule made;
    json::problems found{"body"};
    if (!json::read(made, json::parse(text), found))
        throw std::runtime_error{found.to_json()};
    return made;
}

// What is wrong with it, as a 422 tells it; "[]" where nothing is.
inline std::string refusal_of(std::string_view text)
{
    models::schedule made;
    json::problems found{"body"};
    json::read(made, json::parse(text), found);
    return found.to_json();
}

inline models::schedules::found_dates search(std::string_view schedule, std::int64_t count, std::string_view start,
                                             std::optional<timestamp> end = {})
{
    return models::dates(schedule_of(schedule), count, at(start), end);
}

inline std::vector<std::string> dates_of(std::string_view schedule, std::int64_t count, std::string_view start,
                                         std::optional<timestamp> end = {})
{
    std::vector<std::string> told;
    for (auto const date : search(schedule, count, start, end).dates)
        told.push_back(to_rfc3339(date));
    return told;
}

using texts = std::vector<std::string>;

} // namespace praetor::test
