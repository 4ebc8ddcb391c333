// How each setting is spelled outside.
#pragma once

#include <server/settings/field.hpp>
#include <server/settings/values.hpp>

#include <vector>

namespace praetor::settings {

// Every setting, in the order in which they are shown, each bound to its member of `into`, which must outlive them. The
// defaults are what `into` holds now.
std::vector<field> catalogue(values& into);

} // namespace praetor::settings
