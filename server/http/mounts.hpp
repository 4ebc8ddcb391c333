// Several roots on one server: which handler is asked for a path.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace praetor::http {

class handler;

// Filled at start, then only read.
class mounts
{
public:
    struct found
    {
        handler* to = nullptr; // null: no root has the path
        std::string_view
            root; // what of the path stands before the handler's own: "/v2", or nothing; lives as long as this
    };

    // "/api/" has what is below it, "/v2" has itself and what is below it, "/" has everything. `to` must outlive this.
    void add(std::string prefix, handler& to);

    // The longest prefix that has the path; of two alike the first that was added. A prefix ends where a segment does.
    found find(std::string_view path) const;

private:
    struct mount
    {
        std::string prefix; // without the slash at its end
        bool has_itself;
        handler* to;
    };

    std::vector<mount> longest_first_;
};

} // namespace praetor::http
