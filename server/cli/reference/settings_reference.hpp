// Every setting in one document.
#pragma once

#include <string>

namespace praetor::cli {

// docs/settings-reference.md: Markdown, a table with each setting's variable, its place in TOML files, its type and
// default, in the order of `praetor config view`.
std::string settings_reference();

} // namespace praetor::cli
