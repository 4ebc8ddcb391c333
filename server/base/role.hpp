// Who may do what: four roles, each of which may do all that the one before it may, but for secrets.
#pragma once

#include <server/base/timestamp.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace praetor {

enum class role : std::uint8_t
{
    anyone,    // who says nothing of himself
    viewer,    // reads
    runner,    // what flows, their workers and flow.serve() need
    operator_, // what a team changes
    admin
};

// "runner"; "operator" of operator_. A literal. Any thread.
constexpr std::string_view to_text(role one)
{
    constexpr std::string_view names[] = {"anyone", "viewer", "runner", "operator", "admin"};
    return names[static_cast<std::size_t>(one)];
}

// The role that a token may have by this name; nothing where there is none.
constexpr std::optional<role> role_named(std::string_view name)
{
    for (auto const one : {role::viewer, role::runner, role::operator_, role::admin})
        if (to_text(one) == name)
            return one;
    return std::nullopt;
}

// Whether `has` may do what needs `needed`.
constexpr bool covers(role has, role needed)
{
    return has >= needed;
}

// The secrets of blocks are for flows and for whoever keeps the server: not for those who only change what is run.
constexpr bool reads_secrets(role has)
{
    return has == role::runner || has == role::admin;
}

// Whom a token stands for. Shared, and never changed.
struct principal
{
    std::string name; // of the token
    role may = role::anyone;
    std::optional<timestamp> expires;
    bool operator==(principal const&) const = default;
};

} // namespace praetor
