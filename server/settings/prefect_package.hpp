// Where Prefect's own Python package is installed: its files tell of integrations (workers, block types), and praetor
// has no copies of them. Only looked for, never run.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::settings {

inline constexpr std::string_view no_prefect_package = "none";

// For PRAETOR_PREFECT_PACKAGE: the words for what is wanted where the text is something else (text_checks.hpp).
std::string_view check_prefect_package(std::string_view text);

// The folder of the package `prefect`; empty where there is none. `wanted` is "none"; or the folder itself, one that
// has it (site-packages, what `pip install --target` filled), or a virtual environment; or empty: the first of `places`
// that is one, else that of the environment which `variables` name: VIRTUAL_ENV, CONDA_PREFIX, PYTHONPATH, then the
// first Python on PATH that has it.
std::string find_prefect_package(std::string_view wanted,
                                 std::map<std::string, std::string, std::less<>> const& variables,
                                 std::vector<std::filesystem::path> const& places = {});

// Where praetor keeps what it needs of the package, for find_prefect_package: share/praetor/prefect beside the folder
// of the program, then what `praetor dashboard install` has put into PREFECT_HOME.
std::vector<std::filesystem::path> kept_packages(std::filesystem::path const& program,
                                                 std::filesystem::path const& home);

} // namespace praetor::settings
