// What Prefect 3.9.1 made of templates, recorded from its own engine, one line of recorded_templates.jsonl a template:
// the same is made of them here. And what templates can do that no recording can show, for it depends on the time.
#include <models/forms/templates.hpp>

#include <server/base/json/parse.hpp>
#include <server/base/timestamp.hpp>

#include <boost/json/array.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

using namespace praetor;
using namespace std::chrono_literals;

namespace {

// Of all of them; without what the engine can not hold, beyond 64 bits.
constexpr std::string_view context = R"json({"n": 1234567, "f": 3.14159, "neg": -42.5,
  "s": "hello big-world of long-words and <b>tags</b> & more", "none": null, "t": true, "l": [3, 1, 2],
  "d": {"b": 1, "a": "x y/z"}, "objs": [{"a": 1, "n": "x"}, {"a": 2.5, "n": null}], "e": "", "zero": 0, "num": "1234.5",
  "uni": "ärger ß"})json";

std::string rendered(std::string_view text, std::string_view with = context)
{
    auto const made = models::render_template(text, with);
    return made.problem.empty() ? made.text : "! " + made.problem;
}

std::string rendered_at(timestamp occurred, std::string_view filter)
{
    return rendered("{{ event.occurred|" + std::string{filter} + " }}",
                    R"({"event":{"occurred":")" + to_rfc3339(occurred) + "\"}}");
}

} // namespace

BOOST_AUTO_TEST_SUITE(recorded_templates)

BOOST_AUTO_TEST_CASE(filters_globals_and_methods_print_what_the_reference_printed)
{
    std::ifstream lines{std::filesystem::path{__FILE__}.parent_path() / "recorded_templates.jsonl"};
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
        auto const one = json::parse(line);
        auto const text = std::string_view{one.at(0).get_string()};
        BOOST_TEST_CONTEXT(text) BOOST_TEST(rendered(text) == std::string_view{one.at(1).get_string()});
    }
    BOOST_TEST(count > 500U);
}

BOOST_AUTO_TEST_CASE(times_are_told_as_people_say_them)
{
    BOOST_TEST(rendered_at(now() - 3h, "humanize_naturaltime") == "3 hours ago");
    BOOST_TEST(rendered_at(now() + 3h + 1min, "humanize_naturaltime") == "3 hours from now");
    BOOST_TEST(rendered_at(now(), "humanize_naturaltime") == "now");
    BOOST_TEST(rendered_at(now() - 24h * 400, "humanize_naturaltime(months=false)") == "1 year, 35 days ago");
    BOOST_TEST(rendered_at(now() - 24h, "humanize_naturalday") == "yesterday");
    BOOST_TEST(rendered_at(now() + 24h, "humanize_naturaldate") == "tomorrow");
    BOOST_TEST(rendered_at(*parse_timestamp("2001-02-03T04:05:06Z"), "humanize_naturalday") == "Feb 03");
    BOOST_TEST(rendered_at(*parse_timestamp("2001-02-03T04:05:06Z"), "humanize_naturaldate") == "Feb 03 2001");
}

BOOST_AUTO_TEST_CASE(a_filter_that_is_given_what_it_can_not_take_says_so)
{
    for (auto const* wrong :
         {"{{ 'x'|humanize_naturalsize }}", "{{ 1|humanize_precisedelta(minimum_unit='eons') }}",
          "{{ '%d'|format('x') }}", "{{ '%s %s'|format(1) }}", "{{ 'x'|humanize_metric }}", "{{ ['a']|sum }}",
          "{{ 'abc'|truncate(2) }}", "{{ 1|round(method='up') }}", "{{ cycler() }}", "{{ 'x'.nothing() }}",
          "{{ [1].index(2) }}", "{{ {}.pop('a') }}", "{{ '{'.format(1) }}", "{{ 1e16|humanize_naturaldelta }}",
          "{{ 1e300|humanize_naturaltime }}", "{{ '%'|format(1) }}", "{{ 5000|humanize_intword('%q') }}"})
        BOOST_TEST_CONTEXT(wrong) BOOST_TEST(rendered(wrong).starts_with("! "));
}

BOOST_AUTO_TEST_CASE(widths_and_precisions_of_formats_are_bounded)
{
    BOOST_TEST(rendered("{{ '%999999999d'|format(1) }}").size() <= 10'000U);
    BOOST_TEST(rendered("{{ 1.5|humanize_intcomma(999999999) }}").size() <= 10'000U);
    BOOST_TEST(rendered("{{ 'x'|center(999999999) }}").size() <= 10'000U);
    BOOST_TEST(rendered("{{ 'x'.zfill(999999999) }}").size() <= 10'000U);
    BOOST_TEST(rendered("{{ 1.5|humanize_scientific(999999999) }}").size() <= 10'000U);
    BOOST_TEST(rendered("{{ 1.5|humanize_metric(precision=999999999) }}").size() <= 10'000U);
    BOOST_TEST(rendered("{{ 1.5|round(999999999) }}") == "1.5");
}

BOOST_AUTO_TEST_SUITE_END()
