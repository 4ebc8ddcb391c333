#include <models/runs/state.hpp>

#include <models/nul_characters.hpp>

#include <server/base/enumerators.hpp>
#include <server/base/json/codec_impl.hpp>
#include <server/base/json/parse.hpp>
#include <server/base/text/ascii.hpp>

template <>
struct praetor::json::schema_notes<praetor::models::stored_state>
{
    using same_as = models::state;
};

template <>
struct praetor::json::schema_notes<praetor::models::state>
{
    static void add(model_schema& model) { model.nullable("data"); }
};

PRAETOR_JSON_CODEC(praetor::models::state_type)
PRAETOR_JSON_CODEC(praetor::models::state_details)
PRAETOR_JSON_CODEC(praetor::models::state)
PRAETOR_JSON_CODEC(praetor::models::stored_state)
PRAETOR_JSON_CODEC(praetor::models::state_create)

namespace praetor::models {

std::string_view to_text(state_type type)
{
    return enumerator_name(type);
}

bool is_final(state_type type)
{
    return type == state_type::COMPLETED || type == state_type::FAILED || type == state_type::CANCELLED ||
           type == state_type::CRASHED;
}

std::string default_name(state_type type)
{
    std::string name{to_text(type)};
    return name.substr(0, 1) + lower_case(std::string_view{name}.substr(1));
}

state make_state(state_create wanted)
{
    state made;
    made.id = uuid::ordered();
    made.type = wanted.type;
    made.name = wanted.name ? std::move(*wanted.name) : default_name(wanted.type);
    made.timestamp = now();
    made.message = std::move(wanted.message);
    if (wanted.data)
        made.data = std::move(*wanted.data);
    made.state_details = std::move(*wanted.state_details);
    if (made.type == state_type::SCHEDULED && !made.state_details.scheduled_time)
        made.state_details.scheduled_time = made.timestamp;
    return made;
}

state make_state(state_type type, std::string name, std::optional<std::string> message)
{
    state_create wanted;
    wanted.type = type;
    wanted.name = std::move(name);
    wanted.message = std::move(message);
    return make_state(std::move(wanted));
}

namespace {

void drop_nul(state_details& details)
{
    for (auto* text : {&details.cache_key, &details.pause_key, &details.traceparent})
        models::drop_nul(*text);
    if (details.run_input_keyset)
        models::drop_nul(*details.run_input_keyset);
}

} // namespace

void drop_nul(state& sent)
{
    sent.name = without_nul(std::move(sent.name));
    drop_nul(sent.message);
    sent.data.text = json_without_nul(std::move(sent.data.text));
    drop_nul(sent.state_details);
}

void drop_nul(state_create& sent)
{
    drop_nul(sent.name);
    drop_nul(sent.message);
    if (sent.data)
        sent.data->text = json_without_nul(std::move(sent.data->text));
    drop_nul(*sent.state_details);
}

state parse(stored_state const& stored)
{
    state result{stored.id, stored.type, stored.name, stored.timestamp, stored.message, stored.data, {}};
    auto const details = json::parse(stored.state_details.text);
    json::problems ignored{"state_details"};
    if (details.is_object() && !json::read(result.state_details, details, ignored))
        result.state_details = {};
    return result;
}

} // namespace praetor::models
