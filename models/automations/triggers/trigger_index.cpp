#include <models/automations/triggers/trigger_index.hpp>

#include <algorithm>
#include <set>

namespace praetor::models {
namespace {

constexpr std::string_view wildcards = "*?[";

// label=value as one text.
std::string key_of(std::string_view label, std::string_view value)
{
    std::string key{label};
    key += '\0';
    key += value;
    return key;
}

bool is_exact(std::string_view pattern)
{
    return !pattern.starts_with('!') && pattern.find_first_of(wildcards) == std::string_view::npos;
}

bool is_exact(expected_label const& expected)
{
    return std::ranges::all_of(expected.patterns, [](std::string_view pattern) { return is_exact(pattern); });
}

// The label that tells most: an id, else anything but a role, which many share.
expected_label const* selective_label(expected_resource const& expected)
{
    expected_label const* found = nullptr;
    for (auto const& one : expected.labels) {
        if (!is_exact(one))
            continue;
        if (one.label == "prefect.resource.id")
            return &one;
        if (found == nullptr || found->label == "prefect.resource.role")
            found = &one;
    }
    return found;
}

expected_label const* selective_label(expected_related const& expected)
{
    expected_label const* found = nullptr;
    for (auto const& one : expected.all)
        if (auto const* label = selective_label(one)) {
            if (label->label == "prefect.resource.id")
                return label;
            if (found == nullptr || found->label == "prefect.resource.role")
                found = label;
        }
    return found;
}

} // namespace

void trigger_index::resource_index::add(std::size_t place, event_trigger const& what)
{
    auto const* label = selective_label(what.match);
    auto* where = &by_resource;
    if (auto const* related = selective_label(what.match_related);
        related != nullptr && (label == nullptr || label->label != "prefect.resource.id"))
    {
        label = related;
        where = &by_related;
    }
    if (label == nullptr)
        return others.push_back(place);
    for (auto const& value : std::set<std::string>{label->patterns.begin(), label->patterns.end()})
        (*where)[key_of(label->label, value)].push_back(place);
}

void trigger_index::resource_index::find(places& out, event const& one) const
{
    auto const look = [&out](by_text<places> const& in, event_resource const& resource) {
        if (in.empty())
            return;
        for (auto const& [label, value] : resource.labels)
            if (value)
                if (auto const found = in.find(key_of(label, *value)); found != in.end())
                    out.insert(out.end(), found->second.begin(), found->second.end());
    };
    out.insert(out.end(), others.begin(), others.end());
    look(by_resource, one.resource);
    for (auto const& related : one.related)
        look(by_related, related);
}

trigger_index::trigger_index(std::vector<loaded_automation_ptr> automations) : automations_(std::move(automations))
{
    for (auto const& one : automations_)
        for (std::size_t node = 0; node < one->nodes.size(); ++node)
            if (auto const* what = one->nodes[node].what->if_event()) {
                triggers_.push_back({one, node});
                add(triggers_.size() - 1, *what);
            }
}

void trigger_index::add(std::size_t place, event_trigger const& what)
{
    if (what.expect.empty())
        return by_prefix_[""].add(place, what);
    std::set<std::string> names{what.expect.begin(), what.expect.end()};
    names.insert(what.after.begin(), what.after.end());
    std::set<std::string> prefixes;
    for (auto const& name : names) {
        auto const wild = name.find_first_of(wildcards);
        if (wild == std::string::npos)
            by_name_[name].add(place, what);
        else if (prefixes.insert(name.substr(0, wild)).second)
            by_prefix_[name.substr(0, wild)].add(place, what);
    }
}

std::vector<indexed_trigger const*> trigger_index::interested(event const& one) const
{
    places found;
    if (auto const named = by_name_.find(one.event); named != by_name_.end())
        named->second.find(found, one);
    for (std::size_t length = 0; length <= one.event.size(); ++length)
        if (auto const begun = by_prefix_.find(std::string_view{one.event}.substr(0, length));
            begun != by_prefix_.end())
            begun->second.find(found, one);
    std::ranges::sort(found);
    found.erase(std::ranges::unique(found).begin(), found.end());
    std::vector<indexed_trigger const*> all;
    for (auto const place : found)
        if (triggers_[place].what().covers(one))
            all.push_back(&triggers_[place]);
    return all;
}

} // namespace praetor::models
