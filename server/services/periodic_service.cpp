#include <server/services/periodic_service.hpp>

#include <server/base/deadline.hpp>
#include <server/base/error.hpp>
#include <server/base/log.hpp>

namespace praetor::services {

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
