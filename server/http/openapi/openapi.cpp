#include <server/http/openapi/openapi.hpp>

#include <server/base/text/ascii.hpp>

#include <algorithm>

namespace praetor::http {
namespace {} // namespace

std::string openapi_document(std::deque<operation> const& all, openapi_info const& info)
{
    json::components components;
    boost::json::object paths;
    for (auto const& one : all) {
        auto& path = paths[one.documented_path()];
        if (!path.is_object())
            path.emplace_object();
        path.get_object()[lower_case(to_text(one.verb()))] = operation_schema{one, components}.take();
    }
    boost::json::object const document{{"openapi", "3.1.0"},
                                       {"info", boost::json::object{{"title", info.title}, {"version", info.version}}},
                                       {"servers", boost::json::array{boost::json::object{{"url", info.server}}}},
                                       {"paths", std::move(paths)},
                                       {"components", boost::json::object{{"schemas", components.take()}}}};
    return json::serialize(document);
}

} // namespace praetor::http
