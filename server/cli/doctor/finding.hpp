// What `praetor doctor` found out about one thing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace praetor::cli {

enum class verdict
{
    ok,
    warn, // it works, and will not always, or not for everybody
    fail  // a server would not start, or not serve
};

struct finding
{
    std::string name; // what was looked at: "disk"
    verdict is = verdict::ok;
    std::string says;   // how it is
    std::string advice; // what to do about it; empty where it is well
};

using findings = std::vector<finding>;

// "ok", "warn", "fail".
std::string_view to_string(verdict is);

// The worst of them; ok where there are none.
verdict worst_of(findings const& all);

} // namespace praetor::cli
