#include <models/automations/triggers/noted_event.hpp>

#include <models/events/event_query.hpp>

namespace praetor::models {

noted_event_ptr note(event what)
{
    json_text text{json::to_text(what)};
    return std::make_shared<noted_event const>(std::move(what), std::move(text), std::nullopt);
}

noted_event_ptr note_stored(json_text stored, std::optional<std::int64_t> firings_left)
{
    auto what = parse_stored_event(stored.text);
    return std::make_shared<noted_event const>(std::move(what), std::move(stored), firings_left);
}

json_text text_of(noted_event_ptr const& one)
{
    return one ? one->text : json_text{};
}

} // namespace praetor::models
