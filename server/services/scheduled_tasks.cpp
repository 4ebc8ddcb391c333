#include <server/services/scheduled_tasks.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>

#include <algorithm>
#include <set>

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

void scheduled_tasks::require_room(std::string_view task_key) const
{
    require_room();
    auto const of_key = queues_.find(task_key);
    if (capacity_of_key_ != 0 && of_key != queues_.end() && of_key->second.fresh.size() >= capacity_of_key_)
        throw error{errc::unavailable, "too many task runs of this key wait for task workers"};
}

void scheduled_tasks::push_found(waiting_task one)
{
    if (!on_their_way_.contains(one.id))
        insert(std::move(one), false);
}

void scheduled_tasks::push(waiting_task one)
{
    insert(std::move(one), false);
}

void scheduled_tasks::push_again(waiting_task one)
{
    insert(std::move(one), true);
}

void scheduled_tasks::insert(waiting_task one, bool again)
{
    auto const key = one.task_key;
    auto& of_key = queues_[key];
    if (!ids_.insert(one.id).second) {
        if (one.held_by)
            for (auto& known : of_key.fresh)
                if (known.id == one.id)
                    known.held_by = one.held_by;
        return;
    }
    (again ? of_key.again : of_key.fresh).push_back(std::move(one));
    ++waiting_;
    arrivals_.publish(key);
}

std::optional<scheduled_tasks::taken_task> scheduled_tasks::take(std::vector<std::string> const& keys)
{
    for (std::size_t i = 0; i < keys.size(); ++i) {
        auto const& key = keys[(turn_ + i) % keys.size()];
        auto const found = queues_.find(key);
        if (found == queues_.end())
            continue;
        auto& from = found->second.again.empty() ? found->second.fresh : found->second.again;
        auto one = std::move(from.front());
        from.pop_front();
        ids_.erase(one.id);
        --waiting_;
        ++turn_;
        if (found->second.again.empty() && found->second.fresh.empty())
            queues_.erase(found);
        return std::optional<taken_task>{std::in_place, *this, std::move(one)};
    }
    return std::nullopt;
}

std::vector<waiting_task> scheduled_tasks::held() const
{
    std::vector<waiting_task> all;
    for (auto const& [key, of_key] : queues_)
        for (auto const& one : of_key.again)
            if (one.held_by)
                all.push_back(one);
    return all;
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
    to_.connections_.push_back(id_);
    if (to_.look_)
        to_.look_();
}

scheduled_tasks::attachment::~attachment()
{
    std::erase(to_.connections_, id_);
    auto const known = to_.workers_.find(worker_);
    if (known != to_.workers_.end() && --known->second.connections == 0)
        to_.workers_.erase(known);
}

void scheduled_tasks::attachment::observe()
{
    to_.workers_.at(worker_).shown.timestamp = now();
}

std::vector<std::string> scheduled_tasks::attached_keys() const
{
    std::set<std::string> keys;
    for (auto const& [name, worker] : workers_)
        keys.insert(worker.shown.task_keys.begin(), worker.shown.task_keys.end());
    return {keys.begin(), keys.end()};
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
