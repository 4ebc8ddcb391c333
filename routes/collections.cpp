// Views of Prefect's registry of integrations (models/collections/collection_views.hpp).
#include <routes/routes.hpp>

#include <models/collections/collection_views.hpp>

namespace praetor::routes {
namespace {

task<json::json_object> read_view(scope& rq, std::string view)
{
    json::json_object document;
    if (auto const* found = rq.app().collections.find(view)) {
        document.text = *found;
        co_return document;
    }
    if (models::collection_views::knows(view))
        refuse_unknown("Requested content missing for view " + view);
    refuse_unknown("View " + view + " not found in registry");
}

} // namespace

void add_collections(router& r)
{
    r.section("Collections");
    r.get<"/collections/views/{view}", read_view>().needs(role::viewer).called("read_view_content").refuses(404);
}

} // namespace praetor::routes
