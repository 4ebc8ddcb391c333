// CronSchedule._get_dates_whenever() of the reference.
#include <models/schedules/cron_dates.hpp>

#include <models/schedules/cron_search.hpp>

namespace praetor::models::schedules {
namespace {

using std::chrono::seconds;

// Times of the expression as moments.
class localized_search
{
public:
    localized_search(cron_search search, time_zone const& zone, std::optional<wall_time> before = {})
        : search_(search), zone_(zone), before_(before)
    {
        pop();
    }

    std::optional<timestamp> const& front() const { return front_; }
    void pop()
    {
        front_.reset();
        auto const wall = search_.next();
        if (wall && (!before_ || *wall < *before_))
            front_ = zone_.instant({*wall, false});
    }

private:
    cron_search search_;
    time_zone const& zone_;
    std::optional<wall_time> before_;
    std::optional<timestamp> front_;
};

} // namespace

found_dates cron_dates(cron_expression const& expression, bool day_or, time_zone const& zone, date_query const& wanted)
{
    step_budget budget;
    auto const start = zone.read(wanted.start).wall;
    auto from = start - seconds{1};
    if (start != std::chrono::floor<seconds>(start))
        from += seconds{1};

    // Clocks were set shortly before the start: back, and times that they show again have fired already; or forward,
    // and times that they skipped may fire behind it.
    std::optional<localized_search> skipped;
    if (auto const change = zone.last_change(wanted.start + seconds{1})) {
        auto const forward = change->after - change->before;
        auto const since = wanted.start - change->at;
        wall_time const shown{(change->at + change->after).time_since_epoch()};
        if (since >= seconds{0} && since < -forward)
            from = shown - forward - seconds{1};
        else if (since >= seconds{0} && since < forward)
            skipped.emplace(cron_search{expression, day_or, from - forward, budget}, zone, shown);
    }
    localized_search others{cron_search{expression, day_or, from, budget}, zone};

    found_dates found;
    for (std::int64_t candidates = 0; candidates < max_candidates + 2; ++candidates) {
        bool const take_skipped =
            skipped && skipped->front() && (!others.front() || *skipped->front() <= *others.front());
        auto& source = take_skipped ? *skipped : others;
        if (!source.front()) {
            found.ended = budget.is_spent() ? search_end::gave_up : search_end::no_more;
            return found;
        }
        auto const when = *source.front();
        if (wanted.end && when > *wanted.end) {
            found.ended = search_end::end_reached;
            return found;
        }
        if (when >= wanted.start)
            insert_date(found.dates, when);
        if (static_cast<std::int64_t>(found.dates.size()) >= wanted.count) {
            found.ended = search_end::count_reached;
            return found;
        }
        source.pop();
    }
    found.ended = search_end::gave_up;
    return found;
}

} // namespace praetor::models::schedules
