// HTTP requests as the bytes that go over the wire: written once, sent many times.
#pragma once

#include <bench/options.hpp>

#include <string>
#include <string_view>

namespace praetor::bench {

// Of the dashboards: `target` is whole, "/v2/".
std::string get_file(options const& wanted, std::string_view target);

// Targets of the others are given below /api, as in the reference's own documentation: "/flow_runs/filter".
std::string get(options const& wanted, std::string_view target);

// `body` is JSON.
std::string post(options const& wanted, std::string_view target, std::string_view body);

} // namespace praetor::bench
