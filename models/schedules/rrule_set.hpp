// RRULE texts: a rule alone, or rules and dates with others that are taken out of them.
#pragma once

#include <models/schedules/recurrence_rule.hpp>

#include <string_view>
#include <vector>

namespace praetor::models::schedules {

struct rrule_set
{
    bool is_rule_alone = false;
    std::vector<recurrence_rule> rules;
    std::vector<recurrence_rule> exception_rules;
    std::vector<wall_time> dates;
    std::vector<wall_time> exception_dates;
};

// dateutil's rrulestr(): lines of DTSTART, RRULE, RDATE, EXRULE and EXDATE, in any case. bad_rrule.
rrule_set parse_rrule_set(std::string_view text);

} // namespace praetor::models::schedules
