// What makes an automation act: events that come or stay away, and how several such triggers go together.
#pragma once

#include <models/automations/triggers/expected_resource.hpp>
#include <models/events/event.hpp>

#include <server/base/json/codec.hpp>
#include <server/base/json/text_set.hpp>

#include <boost/describe/enum.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace praetor::models {

// Whether events fire a trigger, or their absence.
enum class posture
{
    Reactive,
    Proactive
};
BOOST_DESCRIBE_ENUM(posture, Reactive, Proactive)

// Fires where `threshold` of the expected events come within a span of time (reactive), or fewer do (proactive).
struct event_trigger
{
    static constexpr std::string_view type = "event";

    uuid id = uuid::random();
    expected_resource match;
    expected_related match_related;
    json::text_set after;    // names of events that open a bucket; any time does where there are none
    json::text_set expect;   // names of events that count; all do where there are none
    json::text_set for_each; // labels by whose values events are counted apart
    models::posture posture = models::posture::Reactive;
    std::int64_t threshold = 1;
    duration within{}; // at least 0; of proactive ones, 10 seconds

    bool is_proactive() const noexcept { return posture == models::posture::Proactive; }
    // Whether every event fires that counts enough, whenever it occurred.
    bool is_immediate() const noexcept { return !is_proactive() && within == duration{0}; }
    // Whether an event of that name opens a bucket.
    bool starts_after(std::string_view name) const;
    // Whether an event of that name counts.
    bool expects(std::string_view name) const;
    // Whether this trigger has anything to do with the event.
    bool covers(event const& one) const;
    // Whether a bucket with that count fires.
    bool meets_threshold(std::int64_t count) const noexcept
    {
        return is_proactive() ? count < threshold : count >= threshold;
    }
    // The labels of for_each in the order of bucketing keys.
    std::vector<std::string> key_labels() const;
    // The values of key_labels() in the event, empty texts for those that are not there: which bucket it belongs to.
    std::vector<std::string> bucketing_key(event const& one) const;
};

struct trigger;

enum class requirement
{
    any,
    all
};
BOOST_DESCRIBE_ENUM(requirement, any, all)

// Fires where so many of its triggers have fired within a span of time.
struct compound_trigger
{
    static constexpr std::string_view type = "compound";

    uuid id = uuid::random();
    std::vector<trigger> triggers;
    std::optional<duration> within; // whenever, where it has none
    std::variant<requirement, std::int64_t> require = requirement::all;

    // How many of its triggers must have fired, by the word of `require`.
    std::size_t expected_firings() const noexcept;
};

// Fires where all its triggers have fired within a span of time, one after another.
struct sequence_trigger
{
    static constexpr std::string_view type = "sequence";

    uuid id = uuid::random();
    std::vector<trigger> triggers;
    std::optional<duration> within;
};

struct trigger
{
    std::variant<event_trigger, compound_trigger, sequence_trigger> as;

    // As tables know it.
    uuid id() const noexcept;
    // "event", "compound" or "sequence".
    std::string_view type() const noexcept;
    // Null where it is made of other triggers.
    event_trigger const* if_event() const noexcept { return std::get_if<event_trigger>(&as); }
    // Those it is made of; none of an event trigger.
    std::vector<trigger> const& children() const noexcept;
    // Of one that is made of others.
    std::optional<duration> within() const noexcept;
    std::size_t expected_firings() const noexcept;
};

// Visits it and all it is made of, it first.
void for_each_trigger(trigger const& root, std::function<void(trigger const&)> const& visit);

// New ids for it and all it is made of: what clients send as ids is not heeded.
void reset_ids(trigger& root);

// What replies tell of a stored trigger: its JSON as it stands.
struct trigger_response : json_text
{};

// Makes of a trigger as it was sent what the reference leaves of it once it has looked at it, which its refusals
// repeat: spans are seconds, those of proactive triggers ten by themselves. What is none is left as it is.
void normalize_spans(boost::json::value& trigger);

// A trigger stored as JSON, by either server. error{errc::database} where it is none.
trigger read_stored_trigger(json_text const& stored);

} // namespace praetor::models

namespace praetor::json {
PRAETOR_DECLARE_CODEC(models::trigger);

template <>
struct codec<models::trigger_response> : codec<json_text>
{};
template <>
struct schema<models::trigger_response>
{
    static boost::json::object make(components& all);
};
} // namespace praetor::json
