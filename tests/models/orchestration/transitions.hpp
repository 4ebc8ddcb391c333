// Transitions as rules meet them, without a database.
#pragma once

#include <models/orchestration/policies.hpp>
#include <models/orchestration/transition.hpp>

#include <boost/describe/enum_to_string.hpp>

#include <string>

namespace praetor::tests {

inline models::state state_of(models::state_type type, std::string name = {})
{
    auto made = models::make_state(type, name.empty() ? models::default_name(type) : name);
    return made;
}

// A run in a state (none where there is no type) that asks for another.
inline models::transition asking(std::optional<models::state_type> from, models::state_type to)
{
    models::transition made;
    made.run.id = uuid::random();
    made.when = now();
    if (from) {
        made.initial = state_of(*from);
        made.initial->timestamp = made.when - std::chrono::seconds{10};
        made.run.state_type = from;
    }
    made.proposed = state_of(to);
    made.proposed->timestamp = made.when;
    made.client_version = "3.8.4";
    return made;
}

inline models::transition& orchestrated_as_flow(models::transition& one,
                                                models::policy rules = models::core_flow_policy())
{
    models::orchestrate(one, rules, models::global_flow_policy());
    return one;
}

inline models::transition& orchestrated_as_task(models::transition& one,
                                                models::policy rules = models::core_task_policy())
{
    models::orchestrate(one, rules, models::global_task_policy());
    return one;
}

// "ACCEPT RUNNING/Running", "REJECT -" and so on: what came of it.
inline std::string outcome(models::transition const& one)
{
    std::string text{boost::describe::enum_to_string(one.status, "?")};
    return text + ' ' +
           (one.proposed ? std::string{models::to_text(one.proposed->type)} + '/' + one.proposed->name : "-");
}

inline models::concurrency_limit limit_of(std::string name, std::int64_t limit, std::int64_t active)
{
    models::concurrency_limit made;
    made.id = uuid::random();
    made.created = made.updated = now() - std::chrono::seconds{1};
    made.name = std::move(name);
    made.limit = limit;
    made.active_slots = active;
    return made;
}

} // namespace praetor::tests
