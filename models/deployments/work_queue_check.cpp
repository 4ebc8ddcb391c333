#include <models/deployments/work_queue_check.hpp>

#include <models/work_pools/work_queue.hpp>

#include <server/base/json/codec_impl.hpp>
#include <server/base/json/parse.hpp>

#include <db/query/select.hpp>
#include <db/schema/tables/work_queue.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>

template <>
struct praetor::json::schema_notes<praetor::models::filtered_work_queue>
{
    static constexpr std::string_view name = "WorkQueue";
    static void add(model_schema& model) { model.as<std::optional<models::queue_filter>>("filter"); }
};

PRAETOR_JSON_CODEC(praetor::models::filtered_work_queue)

namespace praetor::models {
namespace {

namespace bj = boost::json;
namespace query = db::query;

// Whether a list that a filter may have is among `values`.
bool are_among(bj::object const& filter, std::string_view name, std::vector<std::string> const& values)
{
    auto const* wanted = filter.if_contains(name);
    auto const* list = wanted == nullptr ? nullptr : wanted->if_array();
    return list == nullptr || std::ranges::all_of(*list, [&](bj::value const& one) {
               auto const* text = one.if_string();
               return text != nullptr && std::ranges::find(values, std::string_view{*text}) != values.end();
           });
}

bool names(bj::object const& filter, std::string const& deployment)
{
    auto const* wanted = filter.if_contains("deployment_ids");
    auto const* list = wanted == nullptr ? nullptr : wanted->if_array();
    return list == nullptr || list->empty() || std::ranges::any_of(*list, [&](bj::value const& one) {
               auto const* text = one.if_string();
               return text != nullptr && std::string_view{*text} == deployment;
           });
}

} // namespace

task<std::optional<std::vector<filtered_work_queue>>> check_work_queues(db::connection& conn, uuid deployment_id)
{
    auto asked = conn.deferred_rows<std::vector<std::string>>(
        db::sql{"SELECT tags FROM deployment WHERE id = $1", deployment_id});
    static auto const statement = query::select_from<filtered_work_queue>(db::tables::work_queue).statement();
    auto queues = co_await conn.rows<filtered_work_queue>(statement);
    auto const tags = asked.result();
    if (tags.empty())
        co_return std::nullopt;
    auto const id = to_string(deployment_id);
    std::erase_if(queues, [&](filtered_work_queue const& queue) {
        if (!queue.filter)
            return false;
        auto const value = json::parse(queue.filter->text);
        auto const* filter = value.if_object();
        return filter != nullptr && !(are_among(*filter, "tags", tags.front()) && names(*filter, id));
    });
    co_return queues;
}

} // namespace praetor::models
