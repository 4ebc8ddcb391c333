// What praetor says it is to clients that ask.
#pragma once

#include <string_view>

namespace praetor::models {

// The version of the HTTP API, which clients send in X-PREFECT-API-VERSION.
inline constexpr std::string_view api_version = "0.8.4";

// The Prefect release whose server praetor takes the place of.
inline constexpr std::string_view reference_version = "3.9.1";

inline constexpr std::string_view praetor_version = "0.1.0";

} // namespace praetor::models
