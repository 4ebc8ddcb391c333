// Which triggers an event may concern, found by its name and its resources, not by asking each.
#pragma once

#include <models/automations/triggers/loaded_automation.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace praetor::models {

// An event trigger, with its place among the nodes of its automation.
struct indexed_trigger
{
    loaded_automation_ptr automation;
    std::size_t node = 0;

    // The node, and the event trigger that it is.
    trigger const& whole() const { return *automation->nodes[node].what; }
    event_trigger const& what() const { return *whole().if_event(); }
};

// Never changed once it is made.
class trigger_index
{
public:
    trigger_index() = default;
    // In that order.
    explicit trigger_index(std::vector<loaded_automation_ptr> automations);
    trigger_index(trigger_index const&) = delete;
    trigger_index& operator=(trigger_index const&) = delete;

    std::vector<loaded_automation_ptr> const& automations() const noexcept { return automations_; }
    std::vector<indexed_trigger> const& triggers() const noexcept { return triggers_; }

    // Those that cover the event (event_trigger::covers), in the order of the automations.
    std::vector<indexed_trigger const*> interested(event const& one) const;

private:
    using places = std::vector<std::size_t>; // in triggers_
    struct text_hash : std::hash<std::string_view>
    {
        using is_transparent = void;
    };
    template <class T>
    using by_text = std::unordered_map<std::string, T, text_hash, std::equal_to<>>;

    // Triggers that look for the same names, by a label whose value each of them has to see.
    struct resource_index
    {
        by_text<places> by_resource;
        by_text<places> by_related;
        places others;

        void add(std::size_t place, event_trigger const& what);
        void find(places& out, event const& one) const;
    };

    void add(std::size_t place, event_trigger const& what);

    std::vector<loaded_automation_ptr> automations_;
    std::vector<indexed_trigger> triggers_;
    by_text<resource_index> by_name_;   // whole names of events
    by_text<resource_index> by_prefix_; // what stands before the first wildcard
};

} // namespace praetor::models
