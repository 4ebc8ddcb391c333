#include <models/runs/legacy_documents.hpp>

#include <models/runs/state.hpp>

#include <server/base/json/parse.hpp>

#include <cstring>

namespace praetor::models {
namespace {

// memmem and not find(), which stops at each quote.
bool has(json_text const& stored, std::string_view newest_key)
{
    return ::memmem(stored.text.data(), stored.text.size(), newest_key.data(), newest_key.size()) != nullptr;
}

template <class Document>
void complete(json_text& stored, std::string_view newest_key)
{
    if (has(stored, newest_key))
        return;
    auto const parsed = json::parse(stored.text);
    Document document;
    json::problems found{"stored"};
    if (parsed.is_object() && json::read(document, parsed, found))
        stored.text = json::to_text(document);
}

} // namespace

template <>
void stored_document<flow_run_policy>::complete()
{
    models::complete<flow_run_policy>(*this, "\"retry_type\"");
}

template <>
void stored_document<task_run_policy>::complete()
{
    models::complete<task_run_policy>(*this, "\"retry_jitter_factor\"");
}

// The values that are there stay as they are: times keep the offset they were written with.
template <>
void stored_document<state_details>::complete()
{
    static auto const defaults = json::parse(json::to_text(state_details{})).as_object();
    if (has(*this, "\"deployment_concurrency_lease_id\""))
        return;
    auto parsed = json::parse(text);
    if (!parsed.is_object())
        return;
    for (auto const& [key, value] : defaults)
        parsed.get_object().emplace(key, value);
    text = json::serialize(parsed);
}

} // namespace praetor::models
