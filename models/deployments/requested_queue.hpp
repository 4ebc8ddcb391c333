// The work queue that a request names for a deployment.
#pragma once

#include <models/deployments/stored_deployment.hpp>
#include <models/with_events.hpp>

#include <server/base/task.hpp>

#include <db/connection.hpp>

#include <optional>
#include <string>

namespace praetor::models {

// Asked for with the next awaited statement, and made where it is not there. Empty names name nothing.
class requested_queue
{
public:
    requested_queue(db::connection& conn, std::optional<std::string> pool, std::optional<std::string> queue);

    // Throws error{errc::not_found} in the reference's words where the pool is not there. Once, after an awaited
    // statement.
    void require_pool();
    // After require_pool(): the queue, the pool's default where none is named, or that of agents where no pool is.
    // Nothing where nothing is named, or the pool has no default queue. `conn` is that of the constructor.
    task<with_events<queue_of_deployment>> find(db::connection& conn);

    // Whether anything is named.
    bool is_named() const noexcept { return pool_ || queue_; }

private:
    std::optional<std::string> pool_;
    std::optional<std::string> queue_;
    std::optional<db::connection::deferred<queue_of_deployment>> asked_;
    queue_of_deployment found_;
};

} // namespace praetor::models
