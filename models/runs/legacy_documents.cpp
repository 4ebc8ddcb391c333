#include <models/runs/legacy_documents.hpp>

#include <models/runs/run_policy.hpp>

#include <server/base/json/parse.hpp>

#include <utility>

namespace praetor::models {
namespace {

template <class Document>
json_text complete(json_text stored, std::string_view newest_key)
{
    // From the end: there PostgreSQL has the longest keys, and SQLite the newest.
    if (stored.text.rfind(newest_key) != std::string::npos)
        return stored;
    auto const parsed = json::parse(stored.text);
    Document document;
    json::problems found{"stored"};
    if (!parsed.is_object() || !json::read(document, parsed, found))
        return stored;
    return json_text{json::to_text(document)};
}

} // namespace

json_text complete_flow_run_policy(json_text stored)
{
    return complete<flow_run_policy>(std::move(stored), "\"retry_type\"");
}

json_text complete_task_run_policy(json_text stored)
{
    return complete<task_run_policy>(std::move(stored), "\"retry_jitter_factor\"");
}

// The values that are there stay as they are: times keep the offset they were written with.
json_text complete_state_details(json_text stored)
{
    static auto const defaults = json::parse(json::to_text(state_details{})).as_object();
    if (stored.text.rfind("\"deployment_concurrency_lease_id\"") != std::string::npos)
        return stored;
    auto parsed = json::parse(stored.text);
    if (!parsed.is_object())
        return stored;
    for (auto const& [key, value] : defaults)
        parsed.get_object().emplace(key, value);
    return json_text{json::serialize(parsed)};
}

stored_state complete_state(stored_state stored)
{
    stored.state_details = complete_state_details(std::move(stored.state_details));
    return stored;
}

} // namespace praetor::models
