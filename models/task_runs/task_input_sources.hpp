// What the inputs of a task run say of where they come from.
#pragma once

#include <server/base/uuid.hpp>

#include <cstddef>
#include <string_view>
#include <vector>

namespace praetor::models {

// The runs that a task run's inputs name.
struct task_input_sources
{
    std::vector<uuid> parents;
    std::vector<uuid> encapsulating; // those of the input "__parents__": runs it ran inside of
    std::size_t inputs = 0;          // sources in all, an input without any counted as one
};

// Reads task_inputs: {"parameter": [{"input_type": "task_run", "id": …}, {"input_type": "constant", …}, …], …}. What is
// something else is passed over; nothing at all where `text` is no JSON.
task_input_sources read_task_inputs(std::string_view text);

} // namespace praetor::models
