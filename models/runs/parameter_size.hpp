// How large the parameters of flow runs may be: they are read by every rule and worker.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace praetor::models {

// Why parameters (JSON) are refused, in the reference's words; nothing where they are no more than `max_size` bytes as
// Python writes them: without spaces, and what is not ASCII as \uXXXX. 0 is no limit.
std::optional<std::string> parameter_size_problem(std::string_view parameters, std::size_t max_size);

} // namespace praetor::models
