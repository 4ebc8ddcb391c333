#include <models/collections/collection_views.hpp>

#include <models/collections/package_file.hpp>
#include <models/collections/process_worker.hpp>

#include <server/base/json/codec.hpp>

#include <algorithm>
#include <array>

namespace praetor::models {
namespace {

constexpr std::string_view of_workers = "aggregate-worker-metadata";
constexpr std::array<std::string_view, 4> known_views{"aggregate-block-metadata", "aggregate-flow-metadata", of_workers,
                                                      "demo-flows"};

// Agents are of Prefect 2.
void leave_out_agents(boost::json::object& workers)
{
    if (auto* own = workers.if_contains("prefect"); own != nullptr && own->is_object())
        own->get_object().erase("prefect-agent");
}

} // namespace

collection_views::collection_views(std::string const& package)
{
    views_.emplace(of_workers, process_worker_metadata());
    for (auto const view : known_views) {
        auto content = read_package_file(package, "server/api/collections_data/views/" + std::string{view} + ".json");
        if (!content)
            continue;
        if (view == of_workers)
            leave_out_agents(*content);
        views_.insert_or_assign(std::string{view}, json::serialize(*content));
    }
}

bool collection_views::knows(std::string_view view)
{
    return std::ranges::find(known_views, view) != known_views.end();
}

std::string const* collection_views::find(std::string_view view) const
{
    auto const found = views_.find(view);
    return found == views_.end() ? nullptr : &found->second;
}

} // namespace praetor::models
