// RRuleSchedule._get_dates_generator() of the reference, over rruleset._iter() of dateutil.
#include <models/schedules/rrule_dates.hpp>

#include <models/schedules/recurrence.hpp>

#include <algorithm>

namespace praetor::models::schedules {
namespace {

// Wall times of several rules and of single dates, merged.
class wall_times
{
public:
    wall_times(std::vector<recurrence_rule> const& rules, std::vector<wall_time> dates, wall_time from,
               step_budget& budget)
        : dates_(std::move(dates))
    {
        std::ranges::sort(dates_);
        at_date_ = static_cast<std::size_t>(std::ranges::lower_bound(dates_, from) - dates_.begin());
        sources_.reserve(rules.size());
        for (auto const& rule : rules) {
            sources_.push_back({recurrence{rule, from, budget}, std::nullopt});
            sources_.back().front = sources_.back().rule.next();
        }
    }

    // The earliest there is.
    std::optional<wall_time> front() const
    {
        std::optional<wall_time> first;
        if (at_date_ < dates_.size())
            first = dates_[at_date_];
        for (auto const& one : sources_)
            if (one.front && (!first || *one.front < *first))
                first = one.front;
        return first;
    }

    // Past all that are not later than `wall`.
    void pass(wall_time wall)
    {
        while (at_date_ < dates_.size() && dates_[at_date_] <= wall)
            ++at_date_;
        for (auto& one : sources_)
            while (one.front && *one.front <= wall)
                one.front = one.rule.next();
    }

private:
    struct source
    {
        recurrence rule;
        std::optional<wall_time> front;
    };
    std::vector<source> sources_;
    std::vector<wall_time> dates_;
    std::size_t at_date_ = 0;
};

// What is in `wanted` and not in `unwanted`.
class remaining_times
{
public:
    remaining_times(rrule_set const& set, wall_time from, step_budget& budget)
        : budget_(budget), wanted_(set.rules, set.dates, from, budget),
          unwanted_(set.exception_rules, set.exception_dates, from, budget)
    {}

    std::optional<wall_time> next()
    {
        while (auto const found = wanted_.front()) {
            wanted_.pass(*found);
            auto except = unwanted_.front();
            while (except && *except < *found) {
                unwanted_.pass(*except);
                except = unwanted_.front();
            }
            if (budget_.is_spent()) // which exceptions there are is not known then
                return std::nullopt;
            if (except != found)
                return found;
        }
        return std::nullopt;
    }

private:
    step_budget& budget_;
    wall_times wanted_;
    wall_times unwanted_;
};

} // namespace

found_dates rrule_dates(rrule_set const& set, time_zone const& zone, date_query const& wanted)
{
    step_budget budget;
    remaining_times times{set, zone.earliest_wall(wanted.start), budget};
    found_dates found;
    std::vector<wall_time> shown; // dates that look alike are one to the reference
    std::int64_t candidates = 0;
    while (auto const wall = times.next()) {
        auto const when = zone.rrule_instant(*wall);
        if (when < wanted.start)
            continue;
        if (wanted.end && when > *wanted.end) {
            found.ended = search_end::end_reached;
            return found;
        }
        auto const reading = zone.read(when).wall;
        auto const place = std::ranges::lower_bound(shown, reading);
        if (place == shown.end() || *place != reading) {
            shown.insert(place, reading);
            insert_date(found.dates, when);
        }
        if (static_cast<std::int64_t>(shown.size()) >= wanted.count || candidates > max_candidates) {
            found.ended = candidates > max_candidates ? search_end::gave_up : search_end::count_reached;
            return found;
        }
        ++candidates;
    }
    if (budget.is_spent())
        found.ended = search_end::gave_up;
    return found;
}

} // namespace praetor::models::schedules
