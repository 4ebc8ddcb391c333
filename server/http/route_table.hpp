// Paths to numbers: a trie over segments. Literal segments win over {parameters}; a trailing slash counts.
#pragma once

#include <server/http/request.hpp>

#include <array>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace praetor::http {

// Filled at start, then only read.
class route_table
{
public:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    // Adds a path such as "/flows/{id:uuid}"; throws std::logic_error where verb and path are taken already.
    void add(method verb, std::string_view path, std::size_t endpoint);

    struct match
    {
        std::size_t endpoint = none;
        std::string allowed; // methods of the path where it has no such endpoint: "GET, POST"; empty: no such path
    };

    // Finds the endpoint of rq.path and rq.verb; fills rq.path_values. A path with a line feed has none.
    match find(request& rq) const;

    // Whether any method is at a decoded path.
    bool knows(std::string_view path) const;

private:
    struct node
    {
        std::map<std::string, std::unique_ptr<node>, std::less<>> literals;
        std::unique_ptr<node> any;  // {name}
        std::unique_ptr<node> uuid; // {name:uuid}
        std::vector<std::pair<method, std::size_t>> endpoints;
    };

    static node const* find(node const& from, std::string_view rest, std::vector<std::string>& values);

    node root_;
};

} // namespace praetor::http
