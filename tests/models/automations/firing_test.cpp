// Compound and sequence triggers without a database and without a clock.
#include <tests/models/automations/told_triggers.hpp>

#include <models/automations/triggers/loaded_automation.hpp>

#include <boost/test/unit_test.hpp>

#include <map>

using namespace praetor;
using namespace praetor::test;
using namespace praetor::models;

namespace {

// An automation whose parts are told by the only name that each of them expects.
struct whole
{
    explicit whole(std::string_view text)
    {
        stored_automation row;
        row.name = "a";
        row.trigger.text = json::to_text(trigger_of(text));
        row.tags.text = row.actions.text = row.actions_on_trigger.text = row.actions_on_resolve.text = "[]";
        automation = load(row);
    }

    // The part that expects `name` fires at that second: how often the whole does.
    std::size_t fire(double after, std::string_view name)
    {
        std::size_t all = 0;
        for (std::size_t node = 0; node < automation->nodes.size(); ++node) {
            auto const* part = automation->nodes[node].what->if_event();
            if (part != nullptr && part->expects(name))
                all += climb(node, second(after), event_at(after, std::string{name}));
        }
        return all;
    }

    std::size_t climb(std::size_t node, timestamp at, noted_event_ptr const& event)
    {
        firing made{uuid::ordered(), automation->nodes[node].what, at, {}, {}, event};
        for (auto parent = automation->nodes[node].parent; parent; parent = automation->nodes[*parent].parent) {
            auto const& trigger = *automation->nodes[*parent].what;
            auto next = complete(trigger, waiting[trigger.id()], made, uuid::ordered(), at);
            if (!next)
                return 0;
            made = std::move(*next);
        }
        last = std::move(made);
        return 1;
    }

    std::size_t count_waiting() const
    {
        std::size_t all = 0;
        for (auto const& [id, some] : waiting)
            all += some.size();
        return all;
    }

    loaded_automation_ptr automation;
    std::map<uuid, child_firings> waiting;
    firing last;
};

std::string part(std::string_view name)
{
    return R"({"type":"event","posture":"Reactive","expect":[")" + std::string{name} + "\"]}";
}

std::string compound(std::string_view require, std::vector<std::string> const& parts, std::string_view within = "60")
{
    std::string list;
    for (auto const& one : parts)
        list += (list.empty() ? "" : ",") + one;
    return R"({"type":"compound","require":)" + std::string{require} + R"(,"within":)" + std::string{within} +
           R"(,"triggers":[)" + list + "]}";
}

std::string sequence(std::vector<std::string> const& parts, std::string_view within = "60")
{
    std::string list;
    for (auto const& one : parts)
        list += (list.empty() ? "" : ",") + one;
    return R"({"type":"sequence","within":)" + std::string{within} + R"(,"triggers":[)" + list + "]}";
}

} // namespace

BOOST_AUTO_TEST_SUITE(composite_triggers)

BOOST_AUTO_TEST_CASE(any_of_several_fires_at_once_however_deep)
{
    whole flat{compound(R"("any")", {part("a"), part("b")})};
    BOOST_TEST(flat.fire(0, "a") == 1U);
    BOOST_TEST(flat.fire(1, "b") == 1U);
    BOOST_TEST(flat.last.parts.size() == 1U);
    whole deep{compound(R"("any")", {compound(R"("any")", {compound("1", {part("a"), part("b")}), part("c")})})};
    BOOST_TEST(deep.fire(0, "b") == 1U);
    BOOST_TEST(deep.count_waiting() == 0U);
}

BOOST_AUTO_TEST_CASE(all_of_several_fire_once_all_have_and_then_again)
{
    whole of{compound(R"("all")", {part("a"), part("b")})};
    BOOST_TEST(of.fire(0, "a") == 0U);
    BOOST_TEST(of.fire(1, "a") == 0U); // in the place of the first
    BOOST_TEST(of.count_waiting() == 1U);
    BOOST_TEST(of.fire(2, "b") == 1U);
    BOOST_TEST(of.last.parts.size() == 2U);
    BOOST_TEST(of.count_waiting() == 0U);
    BOOST_TEST(of.fire(3, "b") == 0U);
    BOOST_TEST(of.fire(4, "a") == 1U);
}

BOOST_AUTO_TEST_CASE(a_number_of_several_is_enough)
{
    whole of{compound("2", {part("a"), part("b"), part("c")})};
    BOOST_TEST(of.fire(0, "c") == 0U);
    BOOST_TEST(of.fire(1, "a") == 1U);
    BOOST_TEST(of.fire(2, "b") == 0U);
}

BOOST_AUTO_TEST_CASE(what_fired_too_long_ago_does_not_count)
{
    whole of{compound(R"("all")", {part("a"), part("b")}, "10")};
    BOOST_TEST(of.fire(0, "a") == 0U);
    BOOST_TEST(of.fire(11, "b") == 0U);
    BOOST_TEST(of.fire(12, "a") == 1U);
    whole endless{compound(R"("all")", {part("a"), part("b")}, "null")};
    BOOST_TEST(endless.fire(0, "a") == 0U);
    BOOST_TEST(endless.fire(1e6, "b") == 1U);
}

BOOST_AUTO_TEST_CASE(parts_of_parts_have_to_be_whole)
{
    whole of{compound(R"("all")",
                      {compound(R"("all")", {part("a"), part("b")}), compound(R"("any")", {part("c"), part("d")})})};
    BOOST_TEST(of.fire(0, "a") == 0U);
    BOOST_TEST(of.fire(1, "d") == 0U);
    BOOST_TEST(of.fire(2, "c") == 0U);
    BOOST_TEST(of.fire(3, "b") == 1U);
    BOOST_TEST(of.count_waiting() == 0U);
}

BOOST_AUTO_TEST_CASE(a_sequence_fires_in_its_order_only)
{
    whole of{sequence({part("a"), part("b"), part("c")})};
    BOOST_TEST(of.fire(0, "b") == 0U);
    BOOST_TEST(of.fire(1, "a") == 0U);
    BOOST_TEST(of.fire(2, "c") == 0U);
    BOOST_TEST(of.count_waiting() == 3U);
    BOOST_TEST(of.fire(3, "b") == 0U); // a, c, b
    BOOST_TEST(of.fire(4, "c") == 1U); // a, b, c: the latest of each
    BOOST_TEST(of.count_waiting() == 0U);
}

BOOST_AUTO_TEST_CASE(a_sequence_that_takes_too_long_does_not_fire)
{
    whole of{sequence({part("a"), part("b")}, "10")};
    BOOST_TEST(of.fire(0, "a") == 0U);
    BOOST_TEST(of.fire(11, "b") == 0U);
    BOOST_TEST(of.fire(12, "a") == 0U);
    BOOST_TEST(of.fire(13, "b") == 1U);
}

BOOST_AUTO_TEST_CASE(a_sequence_of_one_fires_by_it_and_one_of_none_never)
{
    whole one{sequence({part("a")})};
    BOOST_TEST(one.fire(0, "a") == 1U);
    BOOST_TEST(trigger_of(sequence({})).expected_firings() == 0U);
}

BOOST_AUTO_TEST_CASE(sequences_within_compounds_and_the_other_way_round)
{
    whole of{sequence({compound(R"("all")", {part("a"), part("b")}), part("c")})};
    BOOST_TEST(of.fire(0, "b") == 0U);
    BOOST_TEST(of.fire(1, "c") == 0U);
    BOOST_TEST(of.fire(2, "a") == 0U);
    BOOST_TEST(of.fire(3, "c") == 1U);
}

BOOST_AUTO_TEST_CASE(a_firing_tells_what_made_it_as_the_reference_stores_it)
{
    whole of{compound("1", {part("a")})};
    BOOST_TEST(of.fire(0, "a") == 1U);
    auto const told = json::parse(to_json(of.last).text);
    auto const& object = told.as_object();
    std::vector<std::string> keys;
    for (auto const& member : object)
        keys.emplace_back(member.key());
    std::vector<std::string> const expected{"id",
                                            "trigger",
                                            "trigger_states",
                                            "triggered",
                                            "triggering_labels",
                                            "triggering_firings",
                                            "triggering_event",
                                            "triggering_value"};
    BOOST_TEST(keys == expected, boost::test_tools::per_element());
    auto const& child = object.at("triggering_firings").as_array().front().as_object();
    BOOST_TEST(child.at("trigger").as_object().at("type").as_string() == "event");
    BOOST_TEST(object.at("triggering_event").as_object().at("event").as_string() == "a");
}

BOOST_AUTO_TEST_SUITE_END()
