#include <models/automations/triggers/noted_event.hpp>

#include <server/base/error.hpp>
#include <server/base/json/parse.hpp>

namespace praetor::models {

noted_event_ptr note(event what)
{
    json_text text{json::to_text(what)};
    return std::make_shared<noted_event const>(std::move(what), std::move(text), std::nullopt);
}

noted_event_ptr note_stored(json_text stored, std::optional<std::int64_t> firings_left)
{
    event what;
    json::problems found{"event"};
    if (!json::read(what, json::parse(stored.text), found))
        throw error{errc::database, "no event: " + found.to_json()};
    return std::make_shared<noted_event const>(std::move(what), std::move(stored), firings_left);
}

json_text text_of(noted_event_ptr const& one)
{
    return one ? one->text : json_text{};
}

} // namespace praetor::models
