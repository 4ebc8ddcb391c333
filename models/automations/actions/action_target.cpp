#include <models/automations/actions/action_target.hpp>

#include <algorithm>
#include <string_view>
#include <type_traits>

namespace praetor::models::actions {
namespace {

constexpr std::string_view flow_run_kind = "prefect.flow-run";

std::string with(std::string_view text, char instead_of_underscore)
{
    std::string made{text};
    std::ranges::replace(made, '_', instead_of_underscore);
    return made;
}

action_target inferred(triggered_action const& of, std::string_view kind)
{
    auto const noun = with(kind, ' ');
    if (!of.triggering_event)
        return {{}, "No event to infer the " + noun};
    auto const id = of.involved("prefect." + with(kind, '-'));
    return id ? action_target{id, {}} : action_target{{}, "No " + noun + " could be inferred"};
}

action_target inferred_flow_run(triggered_action const& of)
{
    // The buckets of proactive triggers may be those of resources, without an event.
    for (auto const& [label, value] : of.triggering_labels)
        if (label == "prefect.resource.id")
            if (auto const id = id_of(value, flow_run_kind))
                return {id, {}};
    auto const id = of.involved(flow_run_kind);
    return id ? action_target{id, {}} : action_target{{}, "No flow run could be inferred"};
}

template <class T, class... Alternatives>
constexpr bool is_one_of_these = (std::is_same_v<T, Alternatives> || ...);

} // namespace

action_target target_of(triggered_action const& of)
{
    return std::visit(
        [&of]<class T>(T const& one) {
            if constexpr (requires { T::target_kind; })
                return *one.source == target_source::selected ? action_target{one.target(), {}}
                                                              : inferred(of, T::target_kind);
            else if constexpr (is_one_of_these<T, do_nothing, send_notification, call_webhook>)
                return action_target{};
            else
                return inferred_flow_run(of);
        },
        of.what);
}

} // namespace praetor::models::actions
