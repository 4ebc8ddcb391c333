// Dates of schedules for comparison with the reference (tests/conformance/test_schedules.py). Each line of the input is
// a JSON object {"schedule": …, "n": …, "start": …, "end": …}; each line of the output {"dates": [microseconds since
// 1970], "ended": …}, or {"refused": [problems]}.
#include <models/schedules/schedule.hpp>

#include <server/base/error.hpp>
#include <server/base/json/parse.hpp>

#include <boost/json/parse.hpp>

#include <cstdio>
#include <iostream>
#include <string>

namespace {

using namespace praetor;

std::string_view name_of(models::schedules::search_end ended)
{
    using models::schedules::search_end;
    switch (ended) {
    case search_end::count_reached:
        return "count_reached";
    case search_end::end_reached:
        return "end_reached";
    case search_end::no_more:
        return "no_more";
    default:
        return "gave_up";
    }
}

timestamp time_of(boost::json::value const& text)
{
    return parse_timestamp(std::string_view{text.as_string()}).value();
}

std::string answer(std::string_view line)
{
    auto const asked = boost::json::parse(line).as_object();
    models::schedule schedule;
    json::problems found{"schedule"};
    if (!json::read(schedule, asked.at("schedule"), found))
        return R"({"refused":)" + found.to_json() + '}';
    std::optional<std::int64_t> count;
    if (auto const& n = asked.at("n"); !n.is_null())
        count = n.to_number<std::int64_t>();
    std::optional<timestamp> end;
    if (auto const& told = asked.at("end"); !told.is_null())
        end = time_of(told);
    auto const dates = models::dates(schedule, count, time_of(asked.at("start")), end);
    std::string out = R"({"dates":[)";
    for (auto const date : dates.dates) {
        if (out.back() != '[')
            out += ',';
        out += std::to_string(date.time_since_epoch().count());
    }
    return out + R"(],"ended":")" + std::string{name_of(dates.ended)} + "\"}";
}

} // namespace

int main()
{
    std::ios::sync_with_stdio(false);
    for (std::string line; std::getline(std::cin, line);) {
        try {
            std::cout << answer(line) << '\n';
        }
        catch (std::exception const& thrown) {
            std::fprintf(stderr, "%s\n%s\n", line.c_str(), thrown.what());
            return 1;
        }
    }
    return 0;
}
