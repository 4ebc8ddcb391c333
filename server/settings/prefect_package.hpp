// Where Prefect's own Python package is installed: its files tell of integrations (workers, block types), and praetor has no
// copies of them. Only looked for, never run.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace praetor::settings {

inline constexpr std::string_view no_prefect_package = "none";

// For PRAETOR_PREFECT_PACKAGE: the words for what is wanted where the text is something else (text_checks.hpp).
std::string_view check_prefect_package(std::string_view text);

// The folder of the package `prefect`; empty where there is none. `wanted` is "none"; or the folder itself, one that has it
// (site-packages, what `pip install --target` filled), or a virtual environment; or empty: that of the environment which
// `variables` name: VIRTUAL_ENV, CONDA_PREFIX, PYTHONPATH, then the first Python on PATH that has it.
std::string find_prefect_package(std::string_view wanted,
                                 std::map<std::string, std::string, std::less<>> const& variables);

} // namespace praetor::settings
