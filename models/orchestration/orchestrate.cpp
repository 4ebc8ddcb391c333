#include <models/orchestration/rule.hpp>

#include <memory>
#include <vector>

namespace praetor::models {
namespace {

std::optional<state_type> type_of(std::optional<state> const& one)
{
    return one ? std::optional<state_type>{one->type} : std::nullopt;
}

// A rule that was entered, and what it left behind.
struct entered
{
    rule const* which;
    std::optional<state_type> leads_to;             // the proposed type when the rule was done with it
    std::unique_ptr<orchestrated_run const> before; // the run then, for a rule with a cleanup
};

} // namespace

void orchestrate(transition& now, policy rules, policy globals)
{
    auto const intended_from = type_of(now.initial);
    auto const intended_to = type_of(now.proposed);
    std::vector<entered> stack;
    stack.reserve(rules.size() + globals.size());
    auto const enter = [&](rule const& one) {
        if (!one.from.contains(intended_from) || !one.to.contains(intended_to))
            return;
        // A rule does not speak about another transition than the one the client asked for.
        if (!one.is_transform && type_of(now.proposed) != intended_to)
            return;
        entered step{&one, {}, {}};
        if (one.cleanup != nullptr)
            step.before = std::make_unique<orchestrated_run const>(now.run);
        if (one.before != nullptr && (!one.is_transform || now.proposed))
            one.before(now);
        step.leads_to = type_of(now.proposed);
        stack.push_back(std::move(step));
    };
    for (auto const& one : rules)
        enter(one);
    for (auto const& one : globals)
        enter(one);

    for (auto step = stack.rbegin(); step != stack.rend(); ++step) {
        bool const stands = step->which->is_transform || step->leads_to == type_of(now.proposed);
        if (!stands) {
            if (step->which->cleanup != nullptr)
                step->which->cleanup(now, *step->before);
        }
        else if (step->which->after != nullptr && (now.proposed || !step->which->is_transform))
            step->which->after(now);
    }
}

} // namespace praetor::models
