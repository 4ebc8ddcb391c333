#include <models/automations/triggers/trigger.hpp>

#include <server/base/json/parse.hpp>
#include <server/base/json/schema.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <set>
#include <stdexcept>

using namespace praetor;
using namespace praetor::models;

namespace {

constexpr std::string_view id = R"("id":"5b2a1b0e-2f7e-4b1a-9f0c-9b1f0a1b2c3d",)";

trigger read_trigger(std::string_view text)
{
    trigger read;
    json::problems found{"body"};
    if (!json::read(read, json::parse(text), found))
        throw std::runtime_error{found.to_json()};
    return read;
}

// As the reference tells it.
std::string told(std::string_view text)
{
    return json::to_text(read_trigger(text));
}

struct refusal
{
    std::string type;
    std::string loc;
    std::string msg;
    std::string input;
};

std::vector<refusal> refusals(std::string_view text)
{
    trigger read;
    json::problems found{"body"};
    BOOST_TEST(!json::read(read, json::parse(text), found));
    std::vector<refusal> all;
    for (auto const& one : found.found())
        all.push_back({one.type, one.loc, one.msg, one.input});
    return all;
}

// The first refusal of a kind.
refusal refusal_of(std::string_view text, std::string_view type)
{
    for (auto& one : refusals(text))
        if (one.type == type)
            return one;
    return {};
}

constexpr std::string_view compound =
    "function-after[validate_require(), function-after[validate_require(), CompoundTrigger]]";

} // namespace

BOOST_AUTO_TEST_SUITE(trigger_json)

BOOST_AUTO_TEST_CASE(what_was_not_sent_is_told_by_its_default)
{
    BOOST_TEST(told("{" + std::string{id} + R"("posture":"Reactive"})") ==
               "{\"type\":\"event\"," + std::string{id} +
                   R"("match":{},"match_related":{},"after":[],"expect":[],"for_each":[],"posture":"Reactive",)"
                   R"("threshold":1,"within":0.0})");
}

BOOST_AUTO_TEST_CASE(what_was_sent_is_told_again)
{
    auto const text = "{\"type\":\"event\"," + std::string{id} +
                      R"("match":{"a":"b","c":["d","!e"]},"match_related":[{"a":"b"},{}],"after":["x"],)"
                      R"("expect":["y.*"],"for_each":["related:flow:prefect.resource.id"],"posture":"Proactive",)"
                      R"("threshold":5,"within":30.5})";
    BOOST_TEST(told(text) == text);
    auto const whole = "{\"type\":\"compound\"," + std::string{id} + R"("triggers":[{"type":"sequence",)" +
                       std::string{id} + R"("triggers":[)" + text + R"(],"within":null}],"within":10.0,"require":1})";
    BOOST_TEST(told(whole) == whole);
}

BOOST_AUTO_TEST_CASE(a_trigger_without_a_type_is_the_one_of_which_most_was_sent)
{
    BOOST_TEST(read_trigger(R"({"posture":"Reactive"})").type() == "event");
    BOOST_TEST(read_trigger(R"({"triggers":[],"within":5})").type() == "sequence");
    BOOST_TEST(read_trigger(R"({"triggers":[],"within":5,"require":"all"})").type() == "compound");
    BOOST_TEST(read_trigger(R"({"posture":"Reactive","triggers":[{"type":"event","posture":"Reactive"}],"within":1})")
                   .type() == "sequence");
}

BOOST_AUTO_TEST_CASE(spans_are_seconds_or_text)
{
    auto const within = [](std::string_view text) {
        return read_trigger(R"({"posture":"Reactive","within":)" + std::string{text} + "}").within()->count();
    };
    BOOST_TEST(within("1.5") == 1'500'000);
    BOOST_TEST(within(R"("PT30S")") == 30'000'000);
    BOOST_TEST(within(R"("0:00:30")") == 30'000'000);
    BOOST_TEST(within("true") == 1'000'000);
}

BOOST_AUTO_TEST_CASE(a_proactive_trigger_has_ten_seconds_where_none_were_sent_and_no_fewer)
{
    BOOST_TEST(read_trigger(R"({"posture":"Proactive"})").within()->count() == 10'000'000);
    BOOST_TEST(read_trigger(R"({"posture":"Proactive","within":0})").within()->count() == 10'000'000);
    auto const refused = refusal_of(R"({"posture":"Proactive","within":"PT5S"})", "value_error");
    BOOST_TEST(refused.loc == R"(["body","EventTrigger"])");
    BOOST_TEST(refused.msg ==
               "Value error, `within` for Proactive triggers must be greater than or equal to 10 seconds");
    BOOST_TEST(refused.input == R"({"posture":"Proactive","within":5.0})");
}

BOOST_AUTO_TEST_CASE(a_span_that_is_none_is_refused_by_each_alternative)
{
    auto const all = refusals(R"({"type":"event","posture":"Reactive","within":"x"})");
    std::set<std::string> places;
    for (auto const& one : all)
        if (one.type == "time_delta_parsing")
            places.insert(one.loc);
    BOOST_TEST(places.size() == 3U);
    BOOST_TEST(refusal_of(R"({"posture":"Reactive","within":null})", "value_error").msg ==
               "Value error, `within` should be a valid timedelta");
    auto const negative = refusal_of(R"({"posture":"Reactive","within":-1})", "greater_than_equal");
    BOOST_TEST(negative.loc == R"(["body","EventTrigger","within"])");
    BOOST_TEST(negative.msg == "Input should be greater than or equal to 0 seconds");
    BOOST_TEST(negative.input == "-1.0");
}

BOOST_AUTO_TEST_CASE(each_alternative_says_what_it_misses)
{
    std::vector<std::string> places;
    for (auto const& one : refusals("{}"))
        places.push_back(one.loc);
    auto const at = [](std::string_view alternative, std::string_view member) {
        return "[\"body\",\"" + std::string{alternative} + "\",\"" + std::string{member} + "\"]";
    };
    std::vector<std::string> const expected{
        at("EventTrigger", "posture"), at(compound, "triggers"),          at(compound, "within"),
        at(compound, "require"),       at("SequenceTrigger", "triggers"), at("SequenceTrigger", "within")};
    BOOST_TEST(places == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_no_object_is_refused_as_a_model)
{
    auto const all = refusals("5");
    BOOST_TEST(all.size() == 3U);
    BOOST_TEST(all[1].msg == "Input should be a valid dictionary or object to extract fields from");
}

BOOST_AUTO_TEST_CASE(a_posture_and_a_type_are_refused_as_literals)
{
    auto const posture = refusal_of(R"({"posture":"Metric"})", "literal_error");
    BOOST_TEST(posture.msg == "Input should be Posture.Reactive or Posture.Proactive");
    auto const type = refusal_of(R"({"type":"nix","posture":"Reactive"})", "literal_error");
    BOOST_TEST(type.msg == "Input should be 'event'");
    BOOST_TEST(type.loc == R"(["body","EventTrigger","type"])");
}

BOOST_AUTO_TEST_CASE(a_compound_trigger_requires_no_more_than_it_has)
{
    auto const asked = [](std::string_view require) {
        return R"({"type":"compound","within":5,"triggers":[{"posture":"Reactive"}],"require":)" +
               std::string{require} + "}";
    };
    BOOST_TEST(read_trigger(asked("1")).expected_firings() == 1U);
    BOOST_TEST(read_trigger(asked(R"("1")")).expected_firings() == 1U);
    BOOST_TEST(read_trigger(asked(R"("any")")).expected_firings() == 1U);
    BOOST_TEST(refusal_of(asked("0"), "value_error").msg == "Value error, require must be at least 1");
    BOOST_TEST(refusal_of(asked("2"), "value_error").msg ==
               "Value error, require must be less than or equal to the number of triggers");
    BOOST_TEST(refusal_of(asked(R"("x")"), "int_parsing").loc ==
               R"(["body",")" + std::string{compound} + R"(","require","int"])");
}

BOOST_AUTO_TEST_CASE(a_compound_trigger_within_another_is_named_in_fewer_words)
{
    auto const bare = std::string_view{R"({"type":"compound","within":5,"triggers":[],"require":"x"})"};
    auto const within = [&](std::string_view type) {
        return R"({"type":")" + std::string{type} + R"(","within":5,"require":"any","triggers":[)" + std::string{bare} +
               "]}";
    };
    auto const inner =
        std::string{R"("triggers",0,"function-after[validate_require(), CompoundTrigger]","require","int"])"};
    BOOST_TEST(refusal_of(within("compound"), "int_parsing").loc ==
               R"(["body",")" + std::string{compound} + R"(",)" + inner);
    bool found = false;
    for (auto const& one : refusals(within("sequence")))
        found |=
            one.loc == R"(["body","SequenceTrigger","triggers",0,")" + std::string{compound} + R"(","require","int"])";
    BOOST_TEST(found);
}

// Each level that took twice as long as the one within it would keep this busy for ever.
BOOST_AUTO_TEST_CASE(triggers_within_many_others_are_read_once_and_not_twice_by_each_level)
{
    constexpr int levels = 100;
    auto const nested = [&](std::string const& type, std::string const& innermost) {
        std::string text;
        for (int i = 0; i < levels; ++i)
            text += "{" + type + R"("within":10,"require":"any","triggers":[)";
        text += innermost;
        for (int i = 0; i < levels; ++i)
            text += "]}";
        return text;
    };
    for (std::string const type : {R"("type":"sequence",)", R"("type":"compound",)", ""}) {
        auto const read = read_trigger(nested(type, R"({"posture":"Reactive"})"));
        int depth = 0;
        for_each_trigger(read, [&](trigger const&) { ++depth; });
        BOOST_TEST(depth == levels + 1);
        BOOST_TEST(!refusals(nested(type, R"({"posture":"none"})")).empty());
    }
}

BOOST_AUTO_TEST_CASE(labels_are_refused_where_they_stand)
{
    auto const label = refusal_of(R"({"posture":"Reactive","match":{"a":["b",5]}})", "string_type");
    BOOST_TEST(label.loc == R"(["body","EventTrigger","match","a","str"])");
    auto const none = refusal_of(R"({"posture":"Reactive","match":5})", "dict_type");
    BOOST_TEST(none.loc == R"(["body","EventTrigger","match","ResourceSpecification"])");
    auto const related = refusal_of(R"({"posture":"Reactive","match_related":[{"a":"b"},{"a":7}]})", "list_type");
    BOOST_TEST(related.loc == R"(["body","EventTrigger","match_related","a","list[str]"])");
    BOOST_TEST(refusal_of(R"({"posture":"Reactive","for_each":"x"})", "set_type").msg == "Input should be a valid set");
}

BOOST_AUTO_TEST_CASE(ids_that_were_sent_are_not_kept)
{
    auto read = read_trigger(R"({"within":5,"triggers":[{)" + std::string{id} + R"("posture":"Reactive"}]})");
    auto const sent = read.children().front().id();
    BOOST_TEST(to_string(sent) == "5b2a1b0e-2f7e-4b1a-9f0c-9b1f0a1b2c3d");
    reset_ids(read);
    BOOST_TEST((read.children().front().id() != sent));
}

BOOST_AUTO_TEST_CASE(the_document_has_each_trigger_as_it_is_sent_and_as_it_is_told)
{
    json::components all;
    json::schema<trigger>::make(all);
    json::schema<trigger_response>::make(all);
    auto const made = all.take();
    for (auto const name :
         {"EventTrigger-Input", "EventTrigger-Output", "CompoundTrigger-Input", "CompoundTrigger-Output",
          "SequenceTrigger-Input", "SequenceTrigger-Output", "ResourceSpecification"})
        BOOST_TEST(made.contains(name), name);
}

BOOST_AUTO_TEST_SUITE_END()
