// What every background service is to whoever lists it.
#pragma once

#include <server/base/periodic.hpp>
#include <server/base/task.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace praetor::tracing {
class tracer;
}

namespace praetor::services {

// Used on the io_context's thread. None ends by itself: what its steps throw is logged, counted, and they come again
// (periodic.hpp). Tests call the steps of a service themselves.
class service
{
public:
    virtual ~service() = default;

    // As the log and the metrics call it.
    virtual std::string_view name() const noexcept = 0;

    // At most once.
    virtual void start() = 0;
    // Finishes what is under way and what was accepted; the service is at rest when it returns. Nothing to do where it
    // was never started.
    virtual task<void> stop() = 0;

    // From now on what it does is told in traces, as far as it is one that has steps. Before it starts; `by` outlives
    // it.
    virtual void trace_with(tracing::tracer&) {}

    // Steps that threw since the start, and what had to be dropped.
    virtual std::uint64_t failures() const noexcept = 0;

    // Of a service that looks for work again and again: its last step, nothing before the first has ended; what it has
    // done since the start; and what was due and is left, as far as the last step has counted.
    virtual std::optional<ended_step> last_step() const { return std::nullopt; }
    virtual std::uint64_t done() const noexcept { return 0; }
    virtual std::int64_t backlog() const noexcept { return 0; }
};

} // namespace praetor::services
