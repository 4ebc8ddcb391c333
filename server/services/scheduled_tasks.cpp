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

void scheduled_tasks::require_room() const
{
    if (waiting_ >= capacity_)
        throw error{errc::unavailable, "too many task runs wait for task workers"};
}

void scheduled_tasks::push(waiting_task one)
{
    queues_[one.task_key].fresh.push_back(one.id);
    ++waiting_;
    arrivals_.publish(one.task_key);
}

void scheduled_tasks::push_again(waiting_task one)
{
    queues_[one.task_key].again.push_back(one.id);
    ++waiting_;
    arrivals_.publish(one.task_key);
}

std::optional<scheduled_tasks::taken_task> scheduled_tasks::take(std::vector<std::string> const& keys)
{
    for (std::size_t i = 0; i < keys.size(); ++i) {
        auto const& key = keys[(turn_ + i) % keys.size()];
        auto const found = queues_.find(key);
        if (found == queues_.end())
            continue;
        auto& from = found->second.again.empty() ? found->second.fresh : found->second.again;
        waiting_task one{from.front(), key};
        from.pop_front();
        --waiting_;
        ++turn_;
        if (found->second.again.empty() && found->second.fresh.empty())
            queues_.erase(found);
        return std::optional<taken_task>{std::in_place, *this, std::move(one)};
    }
    return std::nullopt;
}

scheduled_tasks::attachment::attachment(scheduled_tasks& to, std::string worker, std::vector<std::string> const& keys)
    : to_(to), worker_(std::move(worker))
{
    auto& known = to_.workers_[worker_];
    ++known.connections;
    known.shown.identifier = worker_;
    known.shown.timestamp = now();
    for (auto const& key : keys)
        if (std::ranges::find(known.shown.task_keys, key) == known.shown.task_keys.end())
            known.shown.task_keys.push_back(key);
}

scheduled_tasks::attachment::~attachment()
{
    auto const known = to_.workers_.find(worker_);
    if (known != to_.workers_.end() && --known->second.connections == 0)
        to_.workers_.erase(known);
}

void scheduled_tasks::attachment::observe()
{
    to_.workers_.at(worker_).shown.timestamp = now();
}

std::vector<task_worker> scheduled_tasks::workers(std::vector<std::string> const& keys) const
{
    std::vector<task_worker> all;
    for (auto const& [name, worker] : workers_) {
        bool const waits = std::ranges::any_of(
            worker.shown.task_keys, [&](std::string const& key) { return std::ranges::find(keys, key) != keys.end(); });
        if (keys.empty() || waits)
            all.push_back(worker.shown);
    }
    return all;
}

} // namespace praetor::services
