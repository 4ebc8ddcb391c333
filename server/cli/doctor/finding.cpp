#include <server/cli/doctor/finding.hpp>

#include <algorithm>

namespace praetor::cli {

std::string_view to_string(verdict is)
{
    switch (is) {
    case verdict::ok:
        return "ok";
    case verdict::warn:
        return "warn";
    case verdict::fail:
        break;
    }
    return "fail";
}

verdict worst_of(findings const& all)
{
    auto const worst = std::ranges::max_element(all, {}, &finding::is);
    return worst == all.end() ? verdict::ok : worst->is;
}

} // namespace praetor::cli
