// What Prefect's command line has below `prefect server` and praetor's has elsewhere, or not at all.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::cli {

// What to use instead, where the words behind the program's name are such ones.
std::optional<std::string> instead_of_prefects(std::vector<std::string_view> const& arguments);

} // namespace praetor::cli
