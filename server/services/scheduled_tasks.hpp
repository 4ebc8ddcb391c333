// Background tasks: task runs that were handed over to task workers (`task.delay()`), waiting in memory by their task key;
// and the workers that wait for them. The runs themselves are in the database, in state SCHEDULED.
#pragma once

#include <server/base/broadcast.hpp>
#include <server/base/json/codec.hpp>
#include <server/base/timestamp.hpp>
#include <server/base/uuid.hpp>

#include <boost/describe/class.hpp>

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace praetor::services {

struct waiting_task
{
    uuid id;
    std::string task_key;
};

// A worker as POST /task_workers/filter tells it.
struct task_worker
{
    std::string identifier;
    std::vector<std::string> task_keys;
    praetor::timestamp timestamp{}; // when it was last heard of
};
BOOST_DESCRIBE_STRUCT(task_worker, (), (identifier, task_keys, timestamp))

// Used on the io_context's thread alone. Outlives the runs taken from it and the workers listed in it.
class scheduled_tasks
{
public:
    // Room for this many runs, and for this many new ones of one key; 0: no limit of its own.
    explicit scheduled_tasks(std::size_t capacity = 1'000'000, std::size_t capacity_of_key = 0)
        : capacity_(capacity), capacity_of_key_(capacity_of_key)
    {}
    scheduled_tasks(scheduled_tasks const&) = delete;
    scheduled_tasks& operator=(scheduled_tasks const&) = delete;

    // error{errc::unavailable} where as many runs wait as there is room for. Asked before the state of a run is
    // committed, so that none is refused which is acknowledged already.
    void require_room() const;
    // The same, and the key's own limit is kept too.
    void require_room(std::string_view task_key) const;

    // Never refuses: what was committed meanwhile is taken beyond the capacity.
    void push(waiting_task one);
    // A run to be done again stands before the new ones of its key.
    void push_again(waiting_task one);

    // A run on its way to a worker. One that is not acknowledged when this ends waits again, before the new ones of its key.
    class taken_task
    {
    public:
        taken_task(scheduled_tasks& from, waiting_task one) : from_(&from), one_(std::move(one)) {}
        taken_task(taken_task&& other) noexcept
            : from_(std::exchange(other.from_, nullptr)), one_(std::move(other.one_))
        {}
        taken_task& operator=(taken_task&&) = delete;
        ~taken_task()
        {
            if (from_ != nullptr)
                from_->push_again(std::move(one_));
        }

        uuid id() const noexcept { return one_.id; }
        // Its worker has it: it does not wait again.
        void acknowledge() noexcept { from_ = nullptr; }

    private:
        scheduled_tasks* from_; // null: acknowledged
        waiting_task one_;
    };

    // The next run of any of the keys; the keys take turns.
    std::optional<taken_task> take(std::vector<std::string> const& keys);

    // Tells the key of each run that comes.
    broadcast<std::string>& arrivals() noexcept { return arrivals_; }

    // One connection of a worker: while there is any, the worker is listed with the keys of them all.
    class attachment
    {
    public:
        attachment(scheduled_tasks& to, std::string worker, std::vector<std::string> const& keys);
        attachment(attachment const&) = delete;
        attachment& operator=(attachment const&) = delete;
        ~attachment();

        // The worker was heard of now.
        void observe();

    private:
        scheduled_tasks& to_;
        std::string worker_;
    };

    // Every worker, or those that wait for one of the keys.
    std::vector<task_worker> workers(std::vector<std::string> const& keys) const;

private:
    struct queue
    {
        std::deque<uuid> again;
        std::deque<uuid> fresh;
    };
    struct attached_worker
    {
        task_worker shown;
        std::size_t connections = 0;
    };

    std::size_t capacity_;
    std::size_t capacity_of_key_;
    std::map<std::string, queue, std::less<>> queues_;
    std::size_t waiting_ = 0;
    std::size_t turn_ = 0;
    broadcast<std::string> arrivals_;
    std::map<std::string, attached_worker> workers_;
};

} // namespace praetor::services
