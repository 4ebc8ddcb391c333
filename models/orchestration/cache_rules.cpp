// Completed task runs that are found again by their cache key.
#include <models/orchestration/rules.hpp>

#include <server/base/text/utf8.hpp>

namespace praetor::models::rules {
namespace {

// An empty key is none.
bool has_cache_key(state const& one)
{
    auto const& key = one.state_details.cache_key;
    return key && !key->empty();
}

void use_cached(transition& t)
{
    if (!t.proposed || !t.cached || !has_cache_key(*t.proposed) ||
        t.proposed->state_details.refresh_cache.value_or(false))
        return;
    auto cached = *t.cached;
    cached.id = uuid::ordered();
    cached.timestamp = t.when;
    cached.name = "Cached";
    t.reject(std::move(cached), "Retrieved state from cache");
}

void refuse_long_key(transition& t)
{
    if (!t.proposed)
        return;
    auto const& key = t.proposed->state_details.cache_key;
    if (key && static_cast<std::int64_t>(code_points(*key)) > t.max_cache_key)
        t.reject(t.proposed,
                 "Cache key exceeded maximum allowed length of " + std::to_string(t.max_cache_key) + " characters.");
}

} // namespace

rule const cache_retrieval{"CacheRetrieval", state_set::all(), {state_type::RUNNING}, use_cached};

// The entry itself is written with the state (set_task_run_state.cpp).
rule const cache_insertion{
    "CacheInsertion", state_set::all(), {state_type::COMPLETED}, refuse_long_key, [](transition& t) {
        t.is_cached = t.proposed && has_cache_key(*t.proposed);
    }};

} // namespace praetor::models::rules
