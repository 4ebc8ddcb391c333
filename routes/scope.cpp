#include <routes/scope.hpp>

#include <server/base/error.hpp>

namespace praetor::routes {

std::int64_t scope::limit(std::optional<std::int64_t> wanted) const
{
    auto const chosen = wanted.value_or(app_.default_limit);
    if (chosen < 0)
        throw error{errc::unprocessable, "Invalid limit: must be greater than or equal to 0."};
    if (chosen > app_.default_limit)
        throw error{errc::unprocessable,
                    "Invalid limit: must be less than or equal to " + std::to_string(app_.default_limit) + "."};
    return chosen;
}

models::longest_waits scope::longest_slot_waits() const
{
    return {app_.config.number("server.tasks.tag_concurrency_slot_wait_seconds"),
            app_.config.number("server.concurrency.maximum_concurrency_slot_wait_seconds")};
}

void scope::publish(std::vector<models::event> events) const
{
    for (auto& one : events)
        app_.bus.publish(std::make_shared<models::event const>(std::move(one)), models::event_origin::stored);
}

void refuse_unknown(std::string const& text)
{
    throw error{errc::not_found, text};
}

} // namespace praetor::routes
