// The metrics of several processes as one text.
#pragma once

#include <server/services/worker_reports.hpp>

#include <string>
#include <vector>

namespace praetor::routes {

// Texts of Prometheus' format: each family once, and each sample with the label worker="<number>".
std::string merge_metrics(std::vector<services::worker_reports::report> const& each);

} // namespace praetor::routes
