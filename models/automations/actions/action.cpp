#include <models/automations/actions/action.hpp>

#include <models/automations/actions/template_errors.hpp>

#include <server/base/json/codec_impl.hpp>
#include <server/base/json/indented_text.hpp>
#include <server/base/json/span_value.hpp>

#include <boost/json/array.hpp>

#include <array>
#include <limits>
#include <string>
#include <utility>

template <>
struct praetor::json::schema_notes<praetor::models::actions::run_deployment>
{
    static constexpr std::string_view name = "RunDeployment-Input";
    static void add(model_schema& model) { model.without_default("schedule_after"); }
};

PRAETOR_JSON_CODEC(praetor::models::actions::target_source)
PRAETOR_JSON_CODEC(praetor::models::actions::do_nothing)
PRAETOR_JSON_CODEC(praetor::models::actions::run_deployment)
PRAETOR_JSON_CODEC(praetor::models::actions::pause_deployment)
PRAETOR_JSON_CODEC(praetor::models::actions::resume_deployment)
PRAETOR_JSON_CODEC(praetor::models::actions::cancel_flow_run)
PRAETOR_JSON_CODEC(praetor::models::actions::delete_flow_run)
PRAETOR_JSON_CODEC(praetor::models::actions::change_flow_run_state)
PRAETOR_JSON_CODEC(praetor::models::actions::pause_work_queue)
PRAETOR_JSON_CODEC(praetor::models::actions::resume_work_queue)
PRAETOR_JSON_CODEC(praetor::models::actions::send_notification)
PRAETOR_JSON_CODEC(praetor::models::actions::call_webhook)
PRAETOR_JSON_CODEC(praetor::models::actions::pause_automation)
PRAETOR_JSON_CODEC(praetor::models::actions::resume_automation)
PRAETOR_JSON_CODEC(praetor::models::actions::suspend_flow_run)
PRAETOR_JSON_CODEC(praetor::models::actions::resume_flow_run)
PRAETOR_JSON_CODEC(praetor::models::actions::pause_work_pool)
PRAETOR_JSON_CODEC(praetor::models::actions::resume_work_pool)

namespace praetor::models::actions {
namespace {

namespace mp11 = boost::mp11;

constexpr auto alternatives = std::variant_size_v<action>;

template <class T>
constexpr bool has_target = requires { T::target_kind; };

// How pydantic calls an alternative: after its validator, where it has one.
template <class T>
std::string_view label_of()
{
    static std::string const label = [] {
        auto const name = json::type_in_camel_case<T>();
        if constexpr (has_target<T>)
            return "function-after[selected_" + std::string{T::target_kind} + "_requires_id(), " + name + ']';
        else
            return name;
    }();
    return label;
}

template <class T>
bool read_as(T& out, boost::json::value const& from, json::problems& found)
{
    json::problems::descent const into{found, label_of<T>()};
    if (!json::read(out, from, found))
        return false;
    if constexpr (has_target<T>) {
        bool const is_selected = *out.source == target_source::selected;
        if (is_selected != out.target().has_value()) {
            found.add_value_error(std::string{T::target_kind} + "_id is " + (is_selected ? "required" : "not allowed"),
                                  from);
            return false;
        }
    }
    return true;
}

// How many members of a T were sent, known ones only.
template <class T>
std::size_t sent_members(boost::json::object const& from)
{
    std::size_t sent = 0;
    mp11::mp_for_each<json::detail::members_of<T>>([&](auto member) { sent += from.contains(member.name); });
    return sent;
}

boost::json::value const* sent_type(boost::json::value const& from)
{
    auto const* object = from.if_object();
    return object == nullptr ? nullptr : object->if_contains("type");
}

// Reads as the alternative that its type names; false, and no problem of others, where there is none such.
template <class T>
bool has_type(boost::json::value const& type)
{
    using constant = std::remove_cvref_t<decltype(*std::declval<T>().type)>;
    return type.is_string() && std::string_view{type.get_string()} == constant::word;
}

struct best_fit
{
    std::optional<action> read;
    std::size_t sent = 0;
};

template <class T>
void try_alternative(best_fit& best, boost::json::value const& from, json::problems& found)
{
    T one;
    if (!read_as(one, from, found))
        return;
    auto const sent = sent_members<T>(from.get_object());
    if (best.read && sent <= best.sent)
        return;
    best = {action{std::move(one)}, sent};
}

} // namespace

std::string_view type_of(action const& what)
{
    return std::visit([](auto const& one) { return std::remove_cvref_t<decltype(*one.type)>::word; }, what);
}

} // namespace praetor::models::actions

namespace praetor::json {

using models::actions::action;
using models::actions::action_response;
using models::actions::message_template;
using models::actions::run_parameters;
using models::actions::start_delay;
using models::actions::template_errors;
using models::actions::webhook_payload;

void codec<start_delay>::write(std::string& out, start_delay const& value)
{
    codec<duration>::write(out, value.value);
}

bool codec<start_delay>::read(start_delay& out, boost::json::value const& from, problems& found)
{
    if (!read_span(out.value, from, found))
        return false;
    if (out.value >= duration{0})
        return true;
    found.add_value_error("schedule_after must be non-negative", from);
    return false;
}

boost::json::object schema<start_delay>::make(components&)
{
    return either({{"type", "number"}, {"minimum", 0.0}}, {{"type", "string"}, {"format", "duration"}});
}

void codec<run_parameters>::write(std::string& out, run_parameters const& value)
{
    codec<json_object>::write(out, value);
}

bool codec<run_parameters>::read(run_parameters& out, boost::json::value const& from, problems& found)
{
    return codec<json_object>::read(out, from, found) && !template_errors::refuse(from, found);
}

boost::json::object schema<run_parameters>::make(components& all)
{
    return schema<json_object>::make(all);
}

void codec<message_template>::write(std::string& out, message_template const& value)
{
    write_string(out, value.text);
}

bool codec<message_template>::read(message_template& out, boost::json::value const& from, problems& found)
{
    return codec<std::string>::read(out.text, from, found) && !template_errors::refuse(from, found);
}

boost::json::object schema<message_template>::make(components& all)
{
    return schema<std::string>::make(all);
}

void codec<webhook_payload>::write(std::string& out, webhook_payload const& value)
{
    write_string(out, value.text);
}

bool codec<webhook_payload>::read(webhook_payload& out, boost::json::value const& from, problems& found)
{
    if (from.is_string() || from.is_null())
        return codec<message_template>::read(out, from, found);
    out.text = indented_text(from);
    return !template_errors::refuse(from, found);
}

boost::json::object schema<webhook_payload>::make(components& all)
{
    return schema<std::string>::make(all);
}

void codec<action>::write(std::string& out, action const& value)
{
    std::visit([&]<class T>(T const& one) { codec<T>::write(out, one); }, value);
}

bool codec<action>::read(action& out, boost::json::value const& from, problems& found)
{
    namespace actions = models::actions;
    problems::alternatives all{found};
    auto const* type = actions::sent_type(from);
    actions::best_fit best;
    boost::mp11::mp_for_each<boost::mp11::mp_iota_c<actions::alternatives>>([&](auto at) {
        using T = std::variant_alternative_t<at, action>;
        if (type == nullptr || actions::has_type<T>(*type))
            actions::try_alternative<T>(best, from, found);
    });
    if (best.read) {
        all.forget();
        out = std::move(*best.read);
        return true;
    }
    // None fits: what each of them has against it, as the reference lists it.
    all.forget();
    boost::mp11::mp_for_each<boost::mp11::mp_iota_c<actions::alternatives>>([&](auto at) {
        std::variant_alternative_t<at, action> one;
        static_cast<void>(actions::read_as(one, from, found));
    });
    return false;
}

boost::json::object schema<action>::make(components& all)
{
    boost::json::array any;
    boost::mp11::mp_for_each<boost::mp11::mp_iota_c<models::actions::alternatives>>(
        [&](auto at) { any.emplace_back(schema<std::variant_alternative_t<at, action>>::make(all)); });
    return {{"anyOf", std::move(any)}};
}

void codec<action_response>::write(std::string& out, action_response const& value)
{
    codec<action>::write(out, value.what);
}

bool codec<action_response>::read(action_response& out, boost::json::value const& from, problems& found)
{
    return codec<action>::read(out.what, from, found);
}

boost::json::object schema<action_response>::make(components& all)
{
    auto described = schema<action>::make(all);
    static constexpr std::string_view name = "RunDeployment-Output";
    described.at("anyOf").as_array().at(1) = all.refer(std::string{name}, "told run_deployment", [&] {
        auto model = schema<models::actions::run_deployment>::describe(all, described_as::object);
        model.at("properties").as_object()["schedule_after"] =
            boost::json::object{{"type", "number"}, {"minimum", 0.0}};
        return model;
    });
    return described;
}

} // namespace praetor::json
