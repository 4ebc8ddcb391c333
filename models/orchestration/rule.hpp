// A rule of orchestration, and a policy: rules in the order in which they are asked.
#pragma once

#include <models/orchestration/transition.hpp>

#include <initializer_list>
#include <span>
#include <string_view>

namespace praetor::models {

// A set of state types, and of having no state at all.
class state_set
{
public:
    constexpr state_set(std::initializer_list<state_type> types)
    {
        for (auto const type : types)
            bits_ |= bit(type);
    }
    // Every type, and no state at all.
    static constexpr state_set all()
    {
        state_set every{};
        every.bits_ = ~0u;
        return every;
    }
    // The set without one type.
    constexpr state_set without(state_type type) const
    {
        auto rest = *this;
        rest.bits_ &= ~bit(type);
        return rest;
    }
    // Nothing stands for a run that has no state.
    constexpr bool contains(std::optional<state_type> type) const { return (bits_ & (type ? bit(*type) : none)) != 0; }

private:
    static constexpr unsigned none = 1u << 31;
    static constexpr unsigned bit(state_type type) { return 1u << static_cast<unsigned>(type); }
    unsigned bits_ = 0;
};

inline constexpr state_set terminal_states{state_type::COMPLETED, state_type::FAILED, state_type::CANCELLED,
                                           state_type::CRASHED};

// A rule governs transitions from some states to some. before() may change the proposed state; after() runs once the
// new state is settled, if it is still the one the rule saw; else cleanup() takes back what before() did to the run. A
// transform is asked at every transition and never steps back.
struct rule
{
    std::string_view name;
    state_set from = state_set::all();
    state_set to = state_set::all();
    void (*before)(transition&) = nullptr;
    void (*after)(transition&) = nullptr;
    // Gets the run as it was before the rule.
    void (*cleanup)(transition&, orchestrated_run const& before) = nullptr;
    bool is_transform = false;
};

using policy = std::span<rule const>;

// Asks the rules of a policy and then the global ones, each in order, and steps out of them in reverse.
void orchestrate(transition& now, policy rules, policy globals);

} // namespace praetor::models
