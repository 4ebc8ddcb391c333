// The zones of the system's time zone database, read where the system keeps it: no copy of it that ages.
#pragma once

#include <models/schedules/time_zone.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::models::schedules {

// The zone of that name, as spelled in the database; null where there is none. UTC is there without a database, too.
// Read once, and again when its file has changed, which is noticed within a minute. Thread-safe.
std::shared_ptr<time_zone const> find_time_zone(std::string_view name);

// Whether there is such a zone.
bool is_time_zone(std::string_view name);

// Every name, aliases included, sorted. Walks the folders: slow.
std::vector<std::string> time_zone_names();

} // namespace praetor::models::schedules
