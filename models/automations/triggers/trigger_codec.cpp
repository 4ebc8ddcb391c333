// Triggers as JSON. The reference reads them as a union whose alternatives are told apart by what of them was sent, and
// tells what each alternative refuses.
#include <models/automations/triggers/trigger.hpp>

#include <server/base/json/object_writer.hpp>
#include <server/base/json/parse.hpp>
#include <server/base/json/span_value.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <map>

namespace praetor::json {
namespace {

using models::compound_trigger;
using models::event_trigger;
using models::sequence_trigger;
using models::trigger;

constexpr auto least_within = std::chrono::seconds{10}; // of a proactive trigger

bool is_proactive(boost::json::object const& from)
{
    auto const* posture = from.if_contains("posture");
    auto const* text = posture != nullptr ? if_text(*posture) : nullptr;
    return text != nullptr && *text == "Proactive";
}

boost::json::value normalized(boost::json::value const& from)
{
    auto const* object = from.if_object();
    if (object == nullptr)
        return from;
    auto made = *object;
    auto const* within = object->if_contains("within");
    bool const is_null = within != nullptr && within->is_null();
    duration read{};
    problems ignored{""};
    bool const is_span = within != nullptr && !is_null && read_span(read, *within, ignored);
    if (is_span)
        made["within"] = static_cast<double>(read.count()) / 1e6;
    if (is_proactive(*object) && (within == nullptr || (is_span && read == duration{0})))
        made["within"] = static_cast<double>(least_within.count());
    if (auto* triggers = made.if_contains("triggers"); triggers != nullptr && triggers->is_array())
        for (auto& one : triggers->get_array())
            one = normalized(one);
    return made;
}

// The members of one alternative, one after another; `sent` counts those that were.
class members
{
public:
    members(boost::json::value const& whole, problems& found)
        : whole_(whole), object_(whole.get_object()), found_(found)
    {}

    // `read` is given the value where it was sent.
    template <class Read>
    void optional(std::string_view name, Read read)
    {
        problems::descent const into{found_, name};
        if (auto const* value = object_.if_contains(name)) {
            ++sent;
            good &= read(*value);
        }
    }

    template <class Read>
    void required(std::string_view name, Read read)
    {
        if (object_.contains(name))
            return optional(name, read);
        problems::descent const into{found_, name};
        refuse_missing(whole_, found_);
        good = false;
    }

    template <class T>
    void optional_value(std::string_view name, T& out)
    {
        optional(name, [&](boost::json::value const& value) { return json::read(out, value, found_); });
    }

    void type(std::string_view expected)
    {
        optional("type", [&](boost::json::value const& value) {
            auto const* text = if_text(value);
            if (text != nullptr && *text == expected)
                return true;
            refuse_enum({expected}, value);
            return false;
        });
    }

    // A Literal's refusal; `of` is put before each name.
    void refuse_enum(std::initializer_list<std::string_view> names, boost::json::value const& value,
                     std::string_view quote = "'")
    {
        std::string expected;
        for (auto const name : names) {
            if (!expected.empty())
                expected += " or ";
            expected += quote == "'" ? "'" + std::string{name} + "'" : std::string{quote} + std::string{name};
        }
        std::string ctx = R"({"expected":)";
        write_string(ctx, expected);
        ctx += '}';
        found_.add("literal_error", "Input should be " + expected, value, std::move(ctx));
    }

    std::size_t sent = 0;
    bool good = true;

private:
    boost::json::value const& whole_;
    boost::json::object const& object_;
    problems& found_;
};

bool refuse_other_than_object(boost::json::value const& from, problems& found)
{
    refuse_model(from, found);
    return false;
}

// What the reference looks at before the members.
bool has_good_span(boost::json::value const& from, problems& found)
{
    auto const& object = from.get_object();
    auto const* within = object.if_contains("within");
    if (within == nullptr)
        return true;
    if (within->is_null()) {
        found.add_value_error("`within` should be a valid timedelta", from);
        return false;
    }
    if (!is_proactive(object) || !within->is_double() || within->get_double() >= least_within.count())
        return true;
    found.add_value_error("`within` for Proactive triggers must be greater than or equal to 10 seconds", from);
    return false;
}

bool read_within(duration& out, boost::json::value const& from, problems& found)
{
    if (!read_span(out, from, found))
        return false;
    if (out >= duration{0})
        return true;
    found.add("greater_than_equal", "Input should be greater than or equal to 0 seconds", from,
              R"({"ge":"0 seconds"})");
    return false;
}

// Where a trigger stands: the reference names a compound one within another in fewer words.
enum class place
{
    outside,
    in_compound
};

bool read_as(event_trigger& out, std::size_t& sent, boost::json::value const& from, problems& found)
{
    problems::descent const into{found, std::string_view{"EventTrigger"}};
    if (!from.is_object())
        return refuse_other_than_object(from, found);
    if (!has_good_span(from, found))
        return false;
    members all{from, found};
    all.type("event");
    all.optional_value("id", out.id);
    all.optional_value("match", out.match);
    all.optional_value("match_related", out.match_related);
    all.optional_value("after", out.after);
    all.optional_value("expect", out.expect);
    all.optional_value("for_each", out.for_each);
    all.required("posture", [&](boost::json::value const& value) {
        auto const* text = if_text(value);
        if (auto const known = text != nullptr ? enumerator_named<models::posture>(*text) : std::nullopt) {
            out.posture = *known;
            return true;
        }
        all.refuse_enum({"Reactive", "Proactive"}, value, "Posture.");
        return false;
    });
    all.optional_value("threshold", out.threshold);
    all.optional("within", [&](boost::json::value const& value) { return read_within(out.within, value, found); });
    sent = all.sent;
    return all.good;
}

// A trigger that fits, and how much of it was sent.
struct fitting
{
    trigger what;
    std::size_t sent = 0;
};
// Of one list, by index. Two alternatives read the same list, one after the other: were each of its triggers read for
// both, the work would double with each level of triggers within triggers.
using fitting_triggers = std::map<std::size_t, fitting>;

bool read_as(event_trigger& out, std::size_t& sent, place, fitting_triggers&, boost::json::value const& from,
             problems& found)
{
    return read_as(out, sent, from, found);
}

bool read_union(trigger& out, std::size_t& sent, place where, boost::json::value const& from, problems& found);

bool read_triggers(std::vector<trigger>& out, std::size_t& sent, place where, fitting_triggers& known,
                   boost::json::value const& from, problems& found)
{
    auto const* list = from.if_array();
    if (list == nullptr) {
        refuse_list(from, found);
        return false;
    }
    bool good = true;
    for (std::size_t i = 0; i < list->size() && !found.are_enough(); ++i) {
        problems::descent const at{found, i};
        if (auto const one = known.find(i); one != known.end()) {
            out.push_back(one->second.what);
            sent += one->second.sent;
            continue;
        }
        std::size_t within = 0;
        if (read_union(out.emplace_back(), within, where, (*list)[i], found))
            known.emplace(i, fitting{out.back(), within});
        else
            good = false;
        sent += within;
    }
    return good && out.size() == list->size();
}

bool read_optional_span(std::optional<duration>& out, boost::json::value const& from, problems& found)
{
    return from.is_null() || read_span(out.emplace(), from, found);
}

bool read_require(compound_trigger& out, members& all, boost::json::value const& from, problems& found)
{
    auto const* text = if_text(from);
    if (auto const known = text != nullptr ? enumerator_named<models::requirement>(*text) : std::nullopt) {
        out.require = *known;
        return true;
    }
    {
        problems::descent const into{found, std::string_view{"int"}};
        std::int64_t number = 0;
        if (json::read(number, from, found)) {
            out.require = number;
            return true;
        }
    }
    problems::descent const into{found, std::string_view{"literal['any','all']"}};
    all.refuse_enum({"any", "all"}, from);
    return false;
}

bool read_as(compound_trigger& out, std::size_t& sent, place where, fitting_triggers& known,
             boost::json::value const& from, problems& found)
{
    constexpr std::string_view within = "function-after[validate_require(), CompoundTrigger]";
    constexpr std::string_view outside =
        "function-after[validate_require(), function-after[validate_require(), CompoundTrigger]]";
    problems::descent const into{found, where == place::in_compound ? within : outside};
    if (!from.is_object())
        return refuse_other_than_object(from, found);
    members all{from, found};
    std::size_t inner = 0;
    all.type("compound");
    all.optional_value("id", out.id);
    all.required("triggers", [&](auto const& value) {
        return read_triggers(out.triggers, inner, place::in_compound, known, value, found);
    });
    all.required("within", [&](auto const& value) { return read_optional_span(out.within, value, found); });
    all.required("require", [&](auto const& value) { return read_require(out, all, value, found); });
    sent = all.sent + inner;
    if (!all.good)
        return false;
    auto const* number = std::get_if<std::int64_t>(&out.require);
    if (number == nullptr || (*number >= 1 && static_cast<std::uint64_t>(*number) <= out.triggers.size()))
        return true;
    found.add_value_error(*number < 1 ? "require must be at least 1"
                                      : "require must be less than or equal to the number of triggers",
                          from);
    return false;
}

bool read_as(sequence_trigger& out, std::size_t& sent, place where, fitting_triggers& known,
             boost::json::value const& from, problems& found)
{
    problems::descent const into{found, std::string_view{"SequenceTrigger"}};
    if (!from.is_object())
        return refuse_other_than_object(from, found);
    members all{from, found};
    std::size_t inner = 0;
    all.type("sequence");
    all.optional_value("id", out.id);
    all.required("triggers",
                 [&](auto const& value) { return read_triggers(out.triggers, inner, where, known, value, found); });
    all.required("within", [&](auto const& value) { return read_optional_span(out.within, value, found); });
    sent = all.sent + inner;
    return all.good;
}

// Of the alternatives that fit, the one of which most was sent; the first of those.
bool read_union(trigger& out, std::size_t& sent, place where, boost::json::value const& from, problems& found)
{
    problems::alternatives tried{found};
    bool good = false;
    fitting_triggers known;
    auto const attempt = [&]<class T>(T one) {
        std::size_t count = 0;
        if (!read_as(one, count, where, known, from, found) || (good && count <= sent))
            return;
        good = true;
        sent = count;
        out.as = std::move(one);
    };
    attempt(event_trigger{});
    attempt(compound_trigger{});
    attempt(sequence_trigger{});
    if (good)
        tried.forget();
    return good;
}

void write_one(std::string& out, event_trigger const& value)
{
    object_writer{out}
        .text("type", event_trigger::type)
        .value("id", value.id)
        .value("match", value.match)
        .value("match_related", value.match_related)
        .value("after", value.after)
        .value("expect", value.expect)
        .value("for_each", value.for_each)
        .text("posture", enumerator_name(value.posture))
        .value("threshold", value.threshold)
        .value("within", value.within)
        .end();
}

template <class T>
void write_one(std::string& out, T const& value)
{
    object_writer object{out};
    object.text("type", T::type).value("id", value.id).value("triggers", value.triggers).value("within", value.within);
    if constexpr (requires { value.require; }) {
        if (auto const* number = std::get_if<std::int64_t>(&value.require))
            object.value("require", *number);
        else
            object.text("require", enumerator_name(std::get<models::requirement>(value.require)));
    }
    object.end();
}

} // namespace

void codec<trigger>::write(std::string& out, trigger const& value)
{
    std::visit([&](auto const& one) { write_one(out, one); }, value.as);
}

bool codec<trigger>::read(trigger& out, boost::json::value const& from, problems& found)
{
    std::size_t sent = 0;
    return read_union(out, sent, place::outside, normalized(from), found);
}

} // namespace praetor::json

void praetor::models::normalize_spans(boost::json::value& trigger)
{
    trigger = json::normalized(trigger);
}
