// Which of a deployment's schedules an update means: known by their slugs, where all have one.
#include <models/deployments/deployment_write.hpp>

#include <server/base/error.hpp>
#include <server/base/log.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace praetor::models {
namespace {

using known_slugs = std::map<std::string, uuid>;

deployment_schedule_create to_create(deployment_schedule_update const& from)
{
    deployment_schedule_create made;
    made.active.set(from.active.value_or(true));
    made.schedule = *from.schedule;
    made.parameters = from.parameters;
    made.slug = from.slug;
    return made;
}

// The slugs that others take the place of.
std::set<std::string> replaced_slugs(std::vector<deployment_schedule_update> const& wanted, known_slugs const& known)
{
    std::set<std::string> replaced;
    for (auto const& one : wanted) {
        if (!one.replaces || one.replaces->empty())
            continue;
        if (!replaced.insert(*one.replaces).second)
            throw error{errc::unprocessable,
                        "Multiple schedules have 'replaces' targeting the same slug: " + *one.replaces};
    }
    for (auto const& one : wanted)
        if (one.replaces && !one.replaces->empty() && !one.slug->empty() && known.contains(*one.slug) &&
            !replaced.contains(*one.slug))
            throw error{errc::unprocessable, "Cannot rename schedule from '" + *one.replaces + "' to '" + *one.slug +
                                                 "': a schedule with slug '" + *one.slug + "' already exists."};
    return replaced;
}

schedules_update by_slug(std::vector<deployment_schedule_update> const& wanted, known_slugs const& known)
{
    schedules_update made;
    auto const replaced = replaced_slugs(wanted, known);
    for (auto const& one : wanted) {
        bool const renames = one.replaces && !one.replaces->empty();
        auto const found = known.find(renames ? *one.replaces : *one.slug);
        if (found != known.end()) {
            if (renames || !replaced.contains(*one.slug)) // of a slug that was taken from it nobody is left
                made.changed.push_back({found->second, one, renames});
            continue;
        }
        if (!one.schedule)
            throw error{errc::unprocessable,
                        "Unable to create new deployment schedules without a schedule configuration."};
        if (renames)
            log::warning("deployments", "schedule {} is to replace {}, which is not there: it is made", *one.slug,
                         *one.replaces);
        made.made.push_back(to_create(one));
    }
    return made;
}

} // namespace

schedules_update resolve_schedules(std::vector<deployment_schedule> const& known,
                                   patch<std::vector<deployment_schedule_update>> const& wanted)
{
    auto const has_slug = [](auto const& one) { return one.slug.has_value(); };
    if (!known.empty() && std::ranges::all_of(known, has_slug)) {
        if (!std::ranges::all_of(*wanted, has_slug))
            throw error{errc::unprocessable, "Please provide a slug for each schedule in your request to ensure "
                                             "schedules are updated correctly."};
        known_slugs slugs;
        for (auto const& one : known)
            slugs.emplace(*one.slug, one.id);
        return by_slug(*wanted, slugs);
    }
    schedules_update made;
    made.replaces_all = wanted.sent();
    for (auto const& one : *wanted)
        if (one.schedule)
            made.made.push_back(to_create(one));
    return made;
}

} // namespace praetor::models
