// How the server and its database fare, of all workers together.
#pragma once

#include <string_view>

namespace praetor::routes {

// What a worker tells another of itself (services::worker_reports): metrics_text(), and its db::pool_health as JSON.
inline constexpr std::string_view metrics_topic = "metrics";
inline constexpr std::string_view pool_topic = "pool";

} // namespace praetor::routes
