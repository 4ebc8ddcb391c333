#include <server/services/scheduled_tasks.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>

#include <algorithm>

template <>
struct praetor::json::schema_notes<praetor::services::task_worker>
{
    static constexpr std::string_view name = "TaskWorkerResponse";
};

PRAETOR_JSON_CODEC(praetor::services::task_worker)

namespace praetor::services {

void scheduled_tasks::push(waiting_task one)
{
    if (waiting_ >= max_waiting)
        throw error{errc::unavailable, "too many task runs wait for task workers"};
    ++waiting_;
    lanes_[one.task_key].fresh.push_back(one.id);
    arrivals_.publish(one.task_key);
}

void scheduled_tasks::push_again(waiting_task one)
{
    ++waiting_;
    lanes_[one.task_key].again.push_back(one.id);
    arrivals_.publish(one.task_key);
}

std::optional<waiting_task> scheduled_tasks::take(std::vector<std::string> const& keys)
{
    for (std::size_t i = 0; i < keys.size(); ++i) {
        auto const& key = keys[(turn_ + i) % keys.size()];
        auto const found = lanes_.find(key);
        if (found == lanes_.end())
            continue;
        auto& from = found->second.again.empty() ? found->second.fresh : found->second.again;
        waiting_task const one{from.front(), key};
        from.pop_front();
        --waiting_;
        ++turn_;
        if (found->second.again.empty() && found->second.fresh.empty())
            lanes_.erase(found);
        return one;
    }
    return std::nullopt;
}

void scheduled_tasks::observe(std::string const& worker, std::vector<std::string> const& keys)
{
    auto& known = workers_[worker];
    known.identifier = worker;
    known.timestamp = now();
    for (auto const& key : keys)
        if (std::find(known.task_keys.begin(), known.task_keys.end(), key) == known.task_keys.end())
            known.task_keys.push_back(key);
}

void scheduled_tasks::forget(std::string const& worker)
{
    workers_.erase(worker);
}

std::vector<task_worker> scheduled_tasks::workers(std::vector<std::string> const& keys) const
{
    std::vector<task_worker> all;
    for (auto const& [name, worker] : workers_) {
        bool const waits = std::any_of(worker.task_keys.begin(), worker.task_keys.end(), [&](std::string const& key) {
            return std::find(keys.begin(), keys.end(), key) != keys.end();
        });
        if (keys.empty() || waits)
            all.push_back(worker);
    }
    return all;
}

} // namespace praetor::services
