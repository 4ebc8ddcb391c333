// Names of runs, and those of runs that bring none.
#pragma once

#include <server/base/json/codec.hpp>

#include <optional>
#include <string>

namespace praetor::models {

// The name that a request gives a run. Empty, and so a random one, where Python takes the value for nothing: "", 0, {}.
struct asked_run_name : std::string
{
    asked_run_name() = default;
    asked_run_name(std::string text) : std::string(std::move(text)) {}
};

// An adjective and an animal: "amber-heron". Not unique.
std::string random_run_name();

// The name that was asked for, or a random one.
std::string run_name(std::optional<asked_run_name> const& asked);

} // namespace praetor::models

namespace praetor::json {
PRAETOR_DECLARE_CODEC(models::asked_run_name);
}
