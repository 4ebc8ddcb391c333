#include <server/services/periodic_service.hpp>

#include <server/base/deadline.hpp>
#include <server/base/error.hpp>
#include <server/base/log.hpp>
#include <server/tracing/tracer.hpp>

#include <exception>

namespace praetor::services {

task<void> periodic_service::traced_step()
{
    auto made = tracer_->start(tracing::span_kind::internal, name());
    auto const done_before = done_;
    std::exception_ptr failed;
    try {
        co_await step();
    }
    catch (...) {
        failed = std::current_exception();
    }
    made.set("praetor.service.done", static_cast<std::int64_t>(done_ - done_before));
    made.set("praetor.service.backlog", backlog_);
    if (!failed)
        co_return;
    made.fail(failed);
    std::rethrow_exception(failed);
}

task<void> periodic_service::stop()
{
    try {
        co_await with_deadline(stop_time, loop_.stop(), "its step was given up");
    }
    catch (error const& late) { // what it had not committed is done by whoever looks next
        log::warning(name(), "{}", late.text());
    }
}

} // namespace praetor::services
